package io.treeline.app.server;

import io.treeline.app.config.Config;
import io.treeline.app.config.Config.PipelineConfig;
import io.treeline.app.server.PlainHttp.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The Collector's zPages that make sense here, as small HTML: `/debug/servicez` for the process
/// and its ports, `/debug/pipelinez` for what flows where.
final class Zpages implements PlainHttp.Pages {
  private static final String HTML = "text/html; charset=utf-8";

  private final Config config;
  private final String version;
  private final Map<String, String> endpoints;
  private final InstantSource clock;
  private final Instant started;

  /// @param endpoints the addresses in use by name
  Zpages(Config config, String version, Map<String, String> endpoints, InstantSource clock) {
    this.config = config;
    this.version = version;
    this.endpoints = Map.copyOf(endpoints);
    this.clock = clock;
    this.started = clock.instant();
  }

  @Override
  public Answer answer(String path, String query) {
    return switch (path) {
      case "/debug", "/debug/" -> page("zPages", "");
      case "/debug/servicez" -> page("service", service());
      case "/debug/pipelinez" -> page("pipelines", pipelines());
      default -> Answer.notFound("there are /debug/servicez and /debug/pipelinez\n");
    };
  }

  private String service() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("version", version);
    facts.put("started", started.toString());
    facts.put("uptime", Duration.between(started, clock.instant()).toSeconds() + " s");
    new java.util.TreeMap<>(endpoints).forEach(facts::put);
    facts.put("extensions", String.join(", ", config.extensions()));
    List<List<String>> rows = new ArrayList<>();
    facts.forEach((name, value) -> rows.add(List.of(name, value)));
    return table(List.of("what", "value"), rows);
  }

  private String pipelines() {
    List<List<String>> rows = new ArrayList<>();
    for (PipelineConfig pipeline : config.pipelines()) {
      rows.add(
          List.of(
              pipeline.id(),
              String.join(", ", pipeline.receivers()),
              String.join(", ", pipeline.processors()),
              String.join(", ", pipeline.exporters())));
    }
    if (rows.isEmpty()) {
      String receivers = String.join(", ", config.receivers().keySet());
      for (String signal : List.of("traces", "logs", "metrics")) {
        rows.add(List.of(signal, receivers, "agent_trees", "treeline"));
      }
    }
    return table(List.of("pipeline", "receivers", "processors", "exporters"), rows);
  }

  private static String table(List<String> head, List<List<String>> rows) {
    StringBuilder out = new StringBuilder("<table>\n");
    row(out, "th", head);
    rows.forEach(row -> row(out, "td", row));
    return out.append("</table>\n").toString();
  }

  private static void row(StringBuilder out, String cell, List<String> values) {
    out.append("<tr>");
    for (String value : values) {
      out.append("<%s>%s</%s>".formatted(cell, escaped(value), cell));
    }
    out.append("</tr>\n");
  }

  private static Answer page(String title, String body) {
    return new Answer(
        200,
        HTML,
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Treeline %s</title>
        <style>body{font-family:sans-serif}td,th{text-align:left;padding:2px 12px 2px 0}</style>
        </head><body>
        <p><a href="/debug/servicez">service</a> <a href="/debug/pipelinez">pipelines</a></p>
        <h1>%s</h1>
        %s</body></html>
        """
            .formatted(title, title, body));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
