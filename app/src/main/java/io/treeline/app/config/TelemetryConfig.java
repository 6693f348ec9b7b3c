package io.treeline.app.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `service.telemetry`: what Treeline says about itself.
///
/// @param metricsAt where metrics are served; null: nowhere
/// @param resource attributes of this process by name; null takes a default one away
public record TelemetryConfig(
    LogsConfig logs,
    @Nullable Endpoint metricsAt,
    MetricNames metricNames,
    Map<String, @Nullable String> resource) {
  public TelemetryConfig {
    resource = Collections.unmodifiableMap(new LinkedHashMap<>(resource));
  }

  /// `service.telemetry.logs`.
  public record LogsConfig(LogLevel level, LogEncoding encoding) {}

  /// The least severe that is logged.
  public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /// How a line of the log looks.
  public enum LogEncoding {
    CONSOLE,
    JSON
  }

  /// How the Prometheus exporter names things.
  ///
  /// @param typeSuffix `_total` after counters; both spellings by default
  /// @param unitSuffix `_seconds` and `_bytes`; not by default
  /// @param scopeInfo whether `otel_scope_name` and `otel_scope_version` are labels
  /// @param resourceLabels patterns of resource attributes that become labels of everything
  /// @param resourceLabelsExcluded patterns of those that do not
  public record MetricNames(
      Spelling typeSuffix,
      Spelling unitSuffix,
      boolean scopeInfo,
      List<String> resourceLabels,
      List<String> resourceLabelsExcluded) {
    public static final MetricNames DEFAULT =
        new MetricNames(Spelling.BOTH, Spelling.WITHOUT, false, List.of(), List.of());

    public MetricNames {
      resourceLabels = List.copyOf(resourceLabels);
      resourceLabelsExcluded = List.copyOf(resourceLabelsExcluded);
    }
  }

  /// Whether names have a suffix.
  public enum Spelling {
    WITHOUT,
    WITH,
    BOTH
  }
}
