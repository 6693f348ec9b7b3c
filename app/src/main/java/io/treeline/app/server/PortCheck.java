package io.treeline.app.server;

import io.treeline.app.config.Config;
import io.treeline.app.config.Endpoint;
import io.treeline.receiver.ReceiverSettings;
import io.treeline.receiver.net.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tries every port before anything is opened, so that a start that must fail touches nothing.
final class PortCheck {
  private PortCheck() {}

  /// @throws StartException naming the first address that cannot be bound, or that is named twice
  static void requireFree(Config config) {
    Map<String, @Nullable Endpoint> wanted = new LinkedHashMap<>();
    config.receivers().forEach((id, settings) -> receiver(id, settings, wanted));
    wanted.put("the query API", config.query());
    config.health().forEach(health -> wanted.put(health.what(), health.endpoint()));
    wanted.put("metrics", config.telemetry().metricsAt());
    wanted.put("zpages", config.zpages());
    Map<Endpoint, String> taken = new LinkedHashMap<>();
    wanted.forEach((what, endpoint) -> {
      if (endpoint != null) {
        requireFree(what, endpoint);
        String other = endpoint.port() == 0 ? null : taken.put(endpoint, what);
        if (other != null) {
          throw new StartException(what + " cannot listen on " + endpoint + ": " + other + " does");
        }
      }
    });
  }

  private static void receiver(
      String id, ReceiverSettings settings, Map<String, @Nullable Endpoint> wanted) {
    if (settings.grpc() != null) {
      address("OTLP/gRPC", id, settings.grpc().address(), wanted);
    }
    if (settings.http() != null) {
      address("OTLP/HTTP", id, settings.http().address(), wanted);
    }
  }

  private static void address(
      String what, String id, ListenAddress address, Map<String, @Nullable Endpoint> wanted) {
    String name = id.equals("otlp") ? what : what + " of " + id;
    switch (address) {
      case ListenAddress.Tcp tcp -> wanted.put(name, new Endpoint(tcp.host(), tcp.port()));
      case ListenAddress.Unix unix -> requireDirectory(name, unix.path());
    }
  }

  private static void requireDirectory(String what, Path socket) {
    Path directory = socket.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new StartException(what + " cannot listen on " + socket + ": no such directory");
    }
  }

  private static void requireFree(String what, Endpoint endpoint) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      InetAddress address = InetAddress.getByName(endpoint.host());
      socket.bind(new InetSocketAddress(address, endpoint.port()));
    } catch (IOException e) {
      throw cannotListen(what, endpoint.toString(), e);
    }
  }

  static StartException cannotListen(String what, String endpoint, IOException cause) {
    return new StartException(what + " cannot listen on " + endpoint + ": " + cause.getMessage());
  }
}
