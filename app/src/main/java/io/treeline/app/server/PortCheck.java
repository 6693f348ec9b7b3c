package io.treeline.app.server;

import io.treeline.app.config.Config;
import io.treeline.app.config.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tries every port before anything is opened, so that a start that must fail touches nothing.
final class PortCheck {
  private PortCheck() {}

  /// @throws StartException naming the first address that cannot be bound
  static void requireFree(Config config) {
    Map<String, @Nullable Endpoint> wanted = new LinkedHashMap<>();
    wanted.put("OTLP/gRPC", config.otlp().grpc());
    wanted.put("OTLP/HTTP", config.otlp().http());
    wanted.put("the query API", config.query());
    wanted.put("health", config.health());
    wanted.put("metrics", config.metrics());
    wanted.forEach((what, endpoint) -> {
      if (endpoint != null) {
        requireFree(what, endpoint);
      }
    });
  }

  private static void requireFree(String what, Endpoint endpoint) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      InetAddress address = InetAddress.getByName(endpoint.host());
      socket.bind(new InetSocketAddress(address, endpoint.port()));
    } catch (IOException e) {
      throw cannotListen(what, endpoint, e);
    }
  }

  static StartException cannotListen(String what, Endpoint endpoint, IOException cause) {
    return new StartException(what + " cannot listen on " + endpoint + ": " + cause.getMessage());
  }
}
