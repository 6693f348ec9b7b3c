package io.treeline.receiver.http;

import io.treeline.receiver.scan.Signal;
import java.util.Map;

/// Where OTLP/HTTP listens (port 0: any free one), the largest body in bytes, on the wire and after
/// decompression, and which path takes which signal.
public record HttpSettings(String host, int port, int maxMessageBytes, Map<String, Signal> paths) {
  /// The paths of the specification, and Langfuse's, which many SDK set-ups name.
  public static final Map<String, Signal> STANDARD_PATHS =
      Map.of(
          "/v1/traces", Signal.TRACES,
          "/v1/logs", Signal.LOGS,
          "/v1/metrics", Signal.METRICS,
          "/api/public/otel/v1/traces", Signal.TRACES,
          "/api/public/otel/v1/logs", Signal.LOGS,
          "/api/public/otel/v1/metrics", Signal.METRICS);

  public HttpSettings {
    if (maxMessageBytes <= 0) {
      throw new IllegalArgumentException("maxMessageBytes");
    }
    paths = Map.copyOf(paths);
  }
}
