package io.treeline.app.server;

import java.util.Map;

/// Bounds for every port that the JDK's HTTP server serves: reading, health, metrics, zpages.
///
/// The server reads them once, from system properties, when its first port opens. What the operator
/// sets with `-D` stays.
///
/// Source: JDK 25, `jdk.httpserver`, module documentation and `ServerConfig`.
final class HttpLimits {
  /// From a connection, or the first byte of a request on it, to the end of that request.
  private static final int MAX_REQUEST_SECONDS = 10;

  /// Between requests on one connection.
  private static final int IDLE_SECONDS = 30;

  /// How often both are looked at.
  private static final int TICK_MILLIS = 1_000;

  /// Of one port; further ones are closed.
  private static final int MAX_CONNECTIONS = 512;

  private static final int MAX_IDLE_CONNECTIONS = 64;
  private static final int MAX_HEADERS = 100;
  private static final int MAX_HEADER_BYTES = 64 * 1_024;

  private static final Map<String, String> PROPERTIES =
      Map.of(
          "sun.net.httpserver.maxReqTime", "" + MAX_REQUEST_SECONDS,
          "sun.net.httpserver.idleInterval", "" + IDLE_SECONDS,
          "sun.net.httpserver.clockTick", "" + TICK_MILLIS,
          "jdk.httpserver.maxConnections", "" + MAX_CONNECTIONS,
          "sun.net.httpserver.maxIdleConnections", "" + MAX_IDLE_CONNECTIONS,
          "sun.net.httpserver.maxReqHeaders", "" + MAX_HEADERS,
          "sun.net.httpserver.maxReqHeaderSize", "" + MAX_HEADER_BYTES,
          "sun.net.httpserver.nodelay", "true");

  private HttpLimits() {}

  /// To be called before the first of these ports opens.
  static void apply() {
    PROPERTIES.forEach((name, value) -> {
      if (System.getProperty(name) == null) {
        System.setProperty(name, value);
      }
    });
  }
}
