package io.treeline.app;

import io.treeline.app.config.Config;
import io.treeline.app.config.ConfigLoader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What `serve` can be told; the same options without a command mean `serve`.
final class ServeOptions {
  @Option(
      names = "--config",
      paramLabel = "URI",
      description =
          "Collector-shaped YAML: a path, file:PATH, env:NAME or yaml:TEXT; may be repeated,"
              + " later ones win key by key.")
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one key, e.g. exporters.treeline.ack_after=write; may be repeated.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where spans are stored; short for --set exporters.treeline.directory=DIR.")
  private @Nullable String directory;

  @Option(
      names = "--ports",
      paramLabel = "auto",
      description =
          "auto: take free ports on loopback; endpoints.json in the data directory"
              + " names them.")
  private @Nullable String ports;

  @Option(
      names = "--demo",
      description = "Also replay a sample agent run through the real port and print its tree.")
  private boolean demo;

  boolean isDemo() {
    return demo;
  }

  /// @throws io.treeline.app.config.ConfigException if anything is wrong with it
  Config config() {
    List<String> all = new ArrayList<>(assignments);
    if (directory != null) {
      all.add("exporters.treeline.directory=" + quoted(directory));
    }
    if (ports != null) {
      if (!ports.equals("auto")) {
        throw new io.treeline.app.config.ConfigException(
            "--ports " + ports + ": the only value is auto");
      }
      all.addAll(FREE_PORTS);
    }
    return ConfigLoader.load(sources, all, System.getenv());
  }

  private static final List<String> FREE_PORTS =
      List.of(
          "receivers.otlp.protocols.grpc.endpoint='127.0.0.1:0'",
          "receivers.otlp.protocols.http.endpoint='127.0.0.1:0'",
          "extensions.treeline_query.endpoint='127.0.0.1:0'",
          "extensions.health_check.endpoint='127.0.0.1:0'",
          "service.telemetry.metrics.address='127.0.0.1:0'");

  /// A YAML scalar that means exactly this text, without substitution.
  private static String quoted(String text) {
    return "'" + text.replace("'", "''").replace("$", "$$") + "'";
  }
}
