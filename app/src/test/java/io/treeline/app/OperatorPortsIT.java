package io.treeline.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The ports of the JDK's HTTP server against senders that are slow or many.
class OperatorPortsIT {
  private static final List<String> PORTS = List.of("health", "metrics", "query");

  /// What a request may take, and the time it takes to notice.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int CONNECTIONS = 600;

  @TempDir Path directory;

  @Test
  void ports_slowAndSilentSenders_areCutOffWhileOthersAreAnswered() throws Exception {
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"))) {
      Map<String, Socket> slow = new LinkedHashMap<>();
      Map<String, Socket> silent = new LinkedHashMap<>();
      for (String port : PORTS) {
        slow.put(port, connected(server, port, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
        silent.put(port, connected(server, port, ""));
      }

      assertThat(server.get("health", "/livez")).contains("ready");
      assertThat(server.get("metrics", "/metrics")).contains("target_info");
      assertThat(server.get("query", "/api/v1/status")).contains("version");

      slow.forEach((port, socket) -> assertThat(isCutOff(socket, true)).as(port).isTrue());
      silent.forEach((port, socket) -> assertThat(isCutOff(socket, false)).as(port).isTrue());
    }
  }

  @Test
  void health_moreConnectionsThanAllowed_answersAgainWhenTheyAreCutOff() throws Exception {
    try (ServerProcess server = ServerProcess.start(directory.resolve("data"))) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        sockets.add(connected(server, "health", ""));
      }

      long deadline = System.nanoTime() + PATIENCE.toNanos();
      String answer = "";
      while (!answer.contains("ready") && System.nanoTime() < deadline) {
        Thread.sleep(500);
        try {
          answer = server.get("health", "/livez");
        } catch (IOException e) {
          answer = "refused";
        }
      }
      assertThat(answer).contains("ready");
      assertThat(server.terminate()).isZero();
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static Socket connected(ServerProcess server, String port, String start)
      throws IOException {
    Socket socket = new Socket();
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port(port)), 5_000);
    socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /// Whether the server ends the connection in time, though a byte comes every so often.
  private static boolean isCutOff(Socket socket, boolean sends) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (socket) {
      socket.setSoTimeout(500);
      while (System.nanoTime() < deadline) {
        try {
          if (sends) {
            socket.getOutputStream().write('x');
          }
          if (socket.getInputStream().read() < 0) {
            return true;
          }
        } catch (SocketTimeoutException e) {
          // Still open.
        }
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
