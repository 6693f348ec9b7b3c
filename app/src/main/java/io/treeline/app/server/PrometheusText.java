package io.treeline.app.server;

import io.treeline.model.telemetry.Counter;
import io.treeline.model.telemetry.Gauge;
import io.treeline.model.telemetry.Histogram;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.model.telemetry.Telemetry.Registered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Renders all telemetry in the Prometheus text format 0.0.4.
///
/// Counters appear in both spellings, with and without `_total`: dashboards for the Collector exist
/// for either.
final class PrometheusText {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final double NANOS_PER_SECOND = 1e9;

  private PrometheusText() {}

  static String render(Telemetry telemetry) {
    Map<String, List<Registered>> families =
        telemetry.all().stream()
            .collect(
                Collectors.groupingBy(
                    series -> series.series().name(), java.util.TreeMap::new, Collectors.toList()));
    StringBuilder out = new StringBuilder();
    families.forEach((name, series) -> family(out, name, series));
    return out.toString();
  }

  private static void family(StringBuilder out, String name, List<Registered> series) {
    Registered first = series.getFirst();
    switch (first.instrument()) {
      case Counter counter -> {
        String base =
            name.endsWith("_total") ? name.substring(0, name.length() - "_total".length()) : name;
        for (String spelling : List.of(base, base + "_total")) {
          head(out, spelling, first.help(), "counter");
          series.forEach(one -> sample(out, spelling, one));
        }
      }
      case Gauge gauge -> {
        head(out, name, first.help(), "gauge");
        series.forEach(one -> sample(out, name, one));
      }
      case Histogram histogram -> {
        head(out, name, first.help(), "histogram");
        series.forEach(one -> sample(out, name, one));
      }
    }
  }

  private static void head(StringBuilder out, String name, String help, String type) {
    out.append("# HELP ").append(name).append(' ').append(escape(help)).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void sample(StringBuilder out, String name, Registered one) {
    Map<String, String> labels = one.series().labels();
    switch (one.instrument()) {
      case Counter counter -> line(out, name, labels(labels, List.of()), counter.value());
      case Gauge gauge -> line(out, name, labels(labels, List.of()), gauge.value());
      case Histogram histogram -> histogram(out, name, labels, histogram);
    }
  }

  private static void histogram(
      StringBuilder out, String name, Map<String, String> labels, Histogram histogram) {
    long[] bounds = Histogram.boundsNanos();
    long[] counts = histogram.counts();
    long cumulated = 0;
    for (int i = 0; i < counts.length; i++) {
      cumulated += counts[i];
      String bound = i < bounds.length ? Double.toString(bounds[i] / NANOS_PER_SECOND) : "+Inf";
      line(out, name + "_bucket", labels(labels, List.of("le=\"" + bound + "\"")), cumulated);
    }
    String own = labels(labels, List.of());
    out.append(name)
        .append("_sum")
        .append(own)
        .append(' ')
        .append(histogram.sumNanos() / NANOS_PER_SECOND)
        .append('\n');
    line(out, name + "_count", own, cumulated);
  }

  private static void line(StringBuilder out, String name, String labels, long value) {
    out.append(name).append(labels).append(' ').append(value).append('\n');
  }

  private static String labels(Map<String, String> labels, List<String> more) {
    List<String> all = new ArrayList<>();
    labels.forEach((key, value) -> all.add(key + "=\"" + escape(value) + "\""));
    all.addAll(more);
    return all.isEmpty() ? "" : "{" + String.join(",", all) + "}";
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
  }
}
