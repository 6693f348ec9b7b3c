package io.treeline.query.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which server a command believes to own a data directory.
class EndpointsFileIT {
  private static final long PID = 4711;

  @TempDir Path directory;

  @Test
  void serverThatNamesItsPid_isTheOwner() throws IOException {
    assertThat(ownerWhenAnswering(200, "{\"pid\": " + PID + "}")).isNotNull();
  }

  @Test
  void serverWithAnotherPid_isNotTheOwner() throws IOException {
    assertThat(ownerWhenAnswering(200, "{\"pid\": 4712}")).isNull();
  }

  @Test
  void foreignServer_isNotTheOwner() throws IOException {
    assertThat(ownerWhenAnswering(404, "<html>not found</html>")).isNull();
    assertThat(ownerWhenAnswering(200, "<html>hello</html>")).isNull();
  }

  @Test
  void silentPort_isNotTheOwner() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      write(silent.getLocalPort());
      assertThat(EndpointsFile.liveQueryAddress(directory)).isNull();
    }
  }

  @Test
  void closedPortOrNoFile_isNotTheOwner() throws IOException {
    assertThat(EndpointsFile.liveQueryAddress(directory)).isNull();
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      write(gone.getLocalPort());
    }
    assertThat(EndpointsFile.liveQueryAddress(directory)).isNull();
  }

  private @Nullable String ownerWhenAnswering(int status, String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/status",
        exchange -> {
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try {
      write(server.getAddress().getPort());
      return EndpointsFile.liveQueryAddress(directory);
    } finally {
      server.stop(0);
    }
  }

  private void write(int port) throws IOException {
    Files.writeString(
        directory.resolve("endpoints.json"),
        "{\"query\": \"127.0.0.1:%d\", \"pid\": %d}".formatted(port, PID));
  }
}
