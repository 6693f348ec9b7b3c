package io.treeline.query.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What only the application knows of itself, for `/api/v1/status`.
///
/// `startedUnixNanos` is 0 and `pid` null where a store is read without a server. `endpoints` are
/// the addresses in use by the names of `endpoints.json`; `limits` are settings by name with their
/// unit in it, such as `bytes_in_flight_bytes`.
public record ServerInfo(
    String version,
    long startedUnixNanos,
    @Nullable Long pid,
    Map<String, String> endpoints,
    Map<String, Long> limits) {
  public ServerInfo {
    endpoints = Map.copyOf(endpoints);
    limits = Map.copyOf(limits);
  }

  /// What a command says that reads a store by itself.
  public static ServerInfo offline(String version) {
    return new ServerInfo(version, 0, null, Map.of(), Map.of());
  }
}
