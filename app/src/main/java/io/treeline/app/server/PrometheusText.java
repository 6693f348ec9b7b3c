package io.treeline.app.server;

import io.treeline.app.config.TelemetryConfig.MetricNames;
import io.treeline.app.config.TelemetryConfig.Spelling;
import io.treeline.model.telemetry.Counter;
import io.treeline.model.telemetry.Gauge;
import io.treeline.model.telemetry.Histogram;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.model.telemetry.Telemetry.Registered;
import io.treeline.model.telemetry.Total;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Renders all telemetry in the Prometheus text format 0.0.4.
///
/// Counters appear in both spellings by default, with and without `_total`: dashboards for the
/// Collector exist for either. The resource is the labels of `target_info`.
final class PrometheusText {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final double NANOS_PER_SECOND = 1e9;
  private static final String TOTAL = "_total";

  /// Units of the names that do not tell theirs, as the Collector would append them.
  private static final Map<String, String> UNITS =
      Map.of("otelcol_process_uptime", "_seconds", "otelcol_process_memory_rss", "_bytes");

  private final MetricNames names;
  private final Resource resource;
  private final Map<String, String> everywhere;
  private final StringBuilder out = new StringBuilder();

  private PrometheusText(MetricNames names, Resource resource) {
    this.names = names;
    this.resource = resource;
    this.everywhere = resource.labelsOfEverything(names);
  }

  static String render(Telemetry telemetry, MetricNames names, Resource resource) {
    PrometheusText text = new PrometheusText(names, resource);
    Map<String, List<Registered>> families =
        telemetry.all().stream()
            .collect(
                Collectors.groupingBy(
                    series -> series.series().name(), TreeMap::new, Collectors.toList()));
    families.forEach(text::family);
    text.targetInfo();
    return text.out.toString();
  }

  private void targetInfo() {
    head("target_info", "Target metadata", "gauge");
    line("target_info", labels(resource.labels(), List.of()), "1");
  }

  private void family(String name, List<Registered> series) {
    Registered first = series.getFirst();
    switch (first.instrument()) {
      case Counter counter -> counters(name, first.help(), series);
      case Total total -> counters(name, first.help(), series);
      case Gauge gauge -> {
        head(withUnit(name), first.help(), "gauge");
        series.forEach(one -> sample(withUnit(name), one));
      }
      case Histogram histogram -> {
        head(name, first.help(), "histogram");
        series.forEach(one -> sample(name, one));
      }
    }
  }

  private void counters(String name, String help, List<Registered> series) {
    String bare = name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : name;
    String base = withUnit(bare);
    List<String> spellings =
        switch (names.typeSuffix()) {
          case WITHOUT -> List.of(base);
          case WITH -> List.of(base + TOTAL);
          case BOTH -> List.of(base, base + TOTAL);
        };
    for (String spelling : spellings) {
      head(spelling, help, "counter");
      series.forEach(one -> sample(spelling, one));
    }
  }

  private String withUnit(String name) {
    return names.unitSuffix() == Spelling.WITH ? name + UNITS.getOrDefault(name, "") : name;
  }

  private void head(String name, String help, String type) {
    out.append("# HELP ").append(name).append(' ').append(escapedHelp(help)).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void sample(String name, Registered one) {
    Map<String, String> labels = one.series().labels();
    String own = labels(labels, List.of());
    switch (one.instrument()) {
      case Counter counter -> line(name, own, Long.toString(counter.value()));
      case Total total -> line(name, own, number(total.value()));
      case Gauge gauge -> line(name, own, Long.toString(gauge.value()));
      case Histogram histogram -> histogram(name, labels, histogram);
    }
  }

  private void histogram(String name, Map<String, String> labels, Histogram histogram) {
    long[] bounds = Histogram.boundsNanos();
    long[] counts = histogram.counts();
    long cumulated = 0;
    for (int i = 0; i < counts.length; i++) {
      cumulated += counts[i];
      String bound = i < bounds.length ? Double.toString(bounds[i] / NANOS_PER_SECOND) : "+Inf";
      String own = labels(labels, List.of("le=\"" + bound + "\""));
      line(name + "_bucket", own, Long.toString(cumulated));
    }
    String own = labels(labels, List.of());
    line(name + "_sum", own, number(histogram.sumNanos() / NANOS_PER_SECOND));
    line(name + "_count", own, Long.toString(cumulated));
  }

  private void line(String name, String labels, String value) {
    out.append(name).append(labels).append(' ').append(value).append('\n');
  }

  private static String number(double value) {
    long whole = (long) value;
    return whole == value ? Long.toString(whole) : Double.toString(value);
  }

  private String labels(Map<String, String> labels, List<String> more) {
    List<String> all = new ArrayList<>();
    labels.forEach((key, value) -> all.add(key + "=\"" + escaped(value) + "\""));
    everywhere.forEach((key, value) -> {
      if (!labels.containsKey(key)) {
        all.add(key + "=\"" + escaped(value) + "\"");
      }
    });
    all.addAll(more);
    return all.isEmpty() ? "" : "{" + String.join(",", all) + "}";
  }

  private static String escapedHelp(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n");
  }

  private static String escaped(String text) {
    return escapedHelp(text).replace("\"", "\\\"");
  }
}
