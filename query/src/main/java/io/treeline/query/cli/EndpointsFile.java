package io.treeline.query.cli;

import io.treeline.query.json.JsonDocument;
import io.treeline.query.json.JsonValue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// `endpoints.json` in a data directory: where the server that owns it answers.
///
/// A server that was killed leaves the file behind, so it counts only while its process lives and
/// its port answers.
final class EndpointsFile {
  private static final String NAME = "endpoints.json";
  private static final int CONNECT_MILLIS = 1_000;

  private EndpointsFile() {}

  /// The query address of the server that owns the directory, or null when none runs.
  static @Nullable String liveQueryAddress(Path directory) {
    JsonValue endpoints = read(directory.resolve(NAME));
    String query = endpoints.get("query").text();
    if (query == null || !isAlive(endpoints.get("pid").count(0)) || !answers(query)) {
      return null;
    }
    return query;
  }

  private static JsonValue read(Path file) {
    try {
      return JsonDocument.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      return JsonValue.Null.NULL;
    }
  }

  private static boolean isAlive(long pid) {
    return pid > 0 && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static boolean answers(String address) {
    int colon = address.lastIndexOf(':');
    try (Socket socket = new Socket()) {
      String host = address.substring(0, Math.max(0, colon));
      int port = Integer.parseInt(address.substring(colon + 1));
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
