package io.treeline.receiver.http;

import java.time.Duration;
import java.util.List;

/// Which pages of other origins may send, as the Collector's `cors` section has it.
///
/// @param allowedOrigins origins, each with at most one `*`; at least one
/// @param allowedHeaders request headers beside the standard ones; `*` allows any
/// @param maxAge how long a browser may remember the answer; zero: not said
public record CorsSettings(
    List<String> allowedOrigins,
    List<String> allowedHeaders,
    List<String> exposedHeaders,
    Duration maxAge) {
  public CorsSettings {
    if (allowedOrigins.isEmpty()) {
      throw new IllegalArgumentException("allowedOrigins");
    }
    allowedOrigins = List.copyOf(allowedOrigins);
    allowedHeaders = List.copyOf(allowedHeaders);
    exposedHeaders = List.copyOf(exposedHeaders);
  }
}
