package io.treeline.app.config;

import io.treeline.app.config.TelemetryConfig.LogEncoding;
import io.treeline.app.config.TelemetryConfig.LogLevel;
import io.treeline.app.config.TelemetryConfig.LogsConfig;
import io.treeline.app.config.TelemetryConfig.MetricNames;
import io.treeline.app.config.TelemetryConfig.Spelling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `service.telemetry`.
///
/// Source: opentelemetry-collector, service/telemetry/otelconftelemetry.
final class TelemetryKeys {
  private static final String OWN_TRACES = "Treeline traces itself to nobody";
  private static final Endpoint METRICS = new Endpoint("127.0.0.1", 8888);

  private TelemetryKeys() {}

  static TelemetryConfig read(Section service) {
    try (Section telemetry = service.section("telemetry");
        Section logs = telemetry.section("logs");
        Section metrics = telemetry.section("metrics")) {
      telemetry.ignore(OWN_TRACES, "traces");
      return metrics(metrics, logs(logs), resource(telemetry));
    }
  }

  private static LogsConfig logs(Section logs) {
    LogLevel level = logLevel(logs);
    LogEncoding encoding = logs.choice("encoding", LogEncoding.CONSOLE);
    for (String path : logs.texts("output_paths")) {
      if (!path.equals("stderr")) {
        logs.note("output_paths", "has no effect in Treeline: it logs to standard error");
      }
    }
    logs.inert(
        "development", "disable_caller", "disable_stacktrace", "disable_zap_resource", "sampling");
    logs.inert("error_output_paths");
    logs.ignore("Treeline logs to standard error", "initial_fields", "processors");
    return new LogsConfig(level, encoding);
  }

  /// Zap's levels; what is above ERROR ends a Collector and does not happen here.
  private static LogLevel logLevel(Section logs) {
    String word = logs.text("level", "info");
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "debug" -> LogLevel.DEBUG;
      case "info", "" -> LogLevel.INFO;
      case "warn", "warning" -> LogLevel.WARN;
      case "error", "dpanic", "panic", "fatal" -> LogLevel.ERROR;
      default -> {
        logs.problem("level", "\"" + word + "\": expected debug, info, warn or error");
        yield LogLevel.INFO;
      }
    };
  }

  private enum MetricsLevel {
    NONE,
    BASIC,
    NORMAL,
    DETAILED
  }

  private static TelemetryConfig metrics(
      Section metrics, LogsConfig logs, Map<String, @Nullable String> resource) {
    MetricsLevel level = metrics.choice("level", MetricsLevel.NORMAL);
    // Gone from the Collector's schema since 0.123, still in many files.
    Endpoint address = metrics.optionalEndpoint("address", "none; older spelling of readers");
    metrics.ignore("all figures are always there", "views");
    Endpoint at = address == null ? metrics.unlessGiven(METRICS) : address;
    MetricNames names = MetricNames.DEFAULT;
    boolean hasPull = false;
    List<Section> readers = metrics.optionalSections("readers");
    for (Section reader : readers == null ? List.<Section>of() : readers) {
      try (reader;
          Section pull = reader.section("pull");
          Section exporter = pull.section("exporter");
          Section prometheus = exporter.section("prometheus")) {
        reader.ignore("figures are served to those who ask", "periodic");
        if (reader.has("periodic") && !reader.has("pull")) {
          continue;
        }
        if (hasPull) {
          prometheus.problem("port", "there can be only one Prometheus reader");
        }
        hasPull = true;
        names = names(prometheus);
        at = address == null ? endpoint(prometheus) : address;
      }
    }
    boolean isServed = readers == null || hasPull || address != null;
    if (level != MetricsLevel.NONE && readers != null && readers.isEmpty()) {
      metrics.problem("readers", "name a reader, or set level to none");
    }
    return new TelemetryConfig(
        logs, level == MetricsLevel.NONE || !isServed ? null : at, names, resource);
  }

  private static Endpoint endpoint(Section prometheus) {
    String host = prometheus.text("host", METRICS.host());
    String words = Integer.toString(METRICS.port());
    long port = prometheus.number("port", prometheus.unlessGiven(METRICS).port(), 0, 65_535, words);
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    return new Endpoint(isBracketed ? host.substring(1, host.length() - 1) : host, (int) port);
  }

  private static MetricNames names(Section prometheus) {
    Boolean withoutType = prometheus.optionalFlag("without_type_suffix", "both spellings");
    boolean withoutUnits = prometheus.flag("without_units", true);
    boolean withoutScope = prometheus.flag("without_scope_info", true);
    try (Section labels = prometheus.section("with_resource_constant_labels")) {
      return new MetricNames(
          withoutType == null ? Spelling.BOTH : withoutType ? Spelling.WITHOUT : Spelling.WITH,
          withoutUnits ? Spelling.WITHOUT : Spelling.WITH,
          !withoutScope,
          labels.texts("included"),
          labels.texts("excluded"));
    }
  }

  /// Attributes as a list of `{name, value}`, or in the older form each as a key of its own.
  private static Map<String, @Nullable String> resource(Section telemetry) {
    Map<String, @Nullable String> attributes = new LinkedHashMap<>();
    try (Section resource = telemetry.section("resource")) {
      resource.inert("schema_url");
      resource.ignore("nothing is detected", "detection/development", "detectors");
      resource.refuse("attributes_list", "use attributes");
      for (Section attribute : resource.sections("attributes")) {
        try (attribute) {
          attribute.inert("type");
          attributes.put(attribute.text("name", ""), attribute.optionalText("value", "required"));
        }
      }
      for (String key : resource.unread()) {
        attributes.put(key, resource.optionalText(key, ""));
      }
    }
    return attributes;
  }
}
