package io.treeline.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process as an operator meets it: start, demo, stop, and everything that prevents a start.
class ServeIT {
  @TempDir Path directory;

  @Test
  void serve_demo_printsTheTreeOfTheSampleRunAndKeepsServing() throws Exception {
    Path data = directory.resolve("data");
    try (ServerProcess server = ServerProcess.start(data, "--demo")) {
      await(() -> server.printed().contains("findings:"), server);

      assertThat(server.printed())
          .contains("treeline ready")
          .contains("session sess-demo · user u-7 · 5 LLM calls · 3 tool calls · 1 error")
          .contains("606 in (128 cached) · 74 out")
          .contains("agent weather_agent")
          .contains("TimeoutError")
          .contains("final answer: It is 18 degrees and sunny in Paris.");
      assertThat(server.get("query", "/api/v1/runs")).contains("\"reached_final_answer\":true");
      assertThat(server.get("metrics", "/metrics"))
          .contains("otelcol_receiver_accepted_spans{")
          .contains("otelcol_receiver_accepted_spans_total{");
      assertThat(server.terminate()).isZero();
      assertThat(data.resolve("endpoints.json")).doesNotExist();
    }
  }

  @Test
  void serve_portInUse_saysSoInOneLineAndTouchesNothing() throws Exception {
    Path data = directory.resolve("data");
    try (ServerSocket taken = new ServerSocket(0)) {
      String port = "127.0.0.1:" + taken.getLocalPort();
      long start = System.nanoTime();
      ServerProcess.Finished finished =
          ServerProcess.run(
              directory,
              "serve",
              "--data",
              data.toString(),
              "--set",
              "receivers.otlp.protocols.grpc.endpoint=" + port);

      assertThat(finished.status()).isEqualTo(1);
      assertThat(finished.err().lines()).singleElement().asString().contains(port);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(data).doesNotExist();
    }
  }

  @Test
  void serve_directoryInUse_saysWhoHoldsItAndLeavesItAlone() throws Exception {
    Path data = directory.resolve("data");
    try (ServerProcess server = ServerProcess.start(data)) {
      String endpoints = Files.readString(data.resolve("endpoints.json"));
      ServerProcess.Finished second =
          ServerProcess.run(directory, "serve", "--ports", "auto", "--data", data.toString());

      assertThat(second.status()).isEqualTo(1);
      assertThat(second.err().lines()).singleElement().asString().contains(data.toString());
      assertThat(data.resolve("endpoints.json")).hasContent(endpoints);
      assertThat(server.get("health", "/")).contains("ready");
    }
  }

  @Test
  void serve_unknownKey_namesKeyAndLine() throws Exception {
    Path file = directory.resolve("c.yaml");
    Files.writeString(file, "receivers: {otlp: }\nexportrs: {}\n");

    ServerProcess.Finished finished =
        ServerProcess.run(directory, "serve", "--config", file.toString());

    assertThat(finished.status()).isEqualTo(1);
    assertThat(finished.err()).contains("c.yaml:2: exportrs: unknown key; did you mean exporters?");
  }

  @Test
  void commands_withoutServerOrStore_exitWithTheDocumentedStatus() throws Exception {
    assertThat(ServerProcess.run(directory, "show", "x", "--data", "none").status()).isEqualTo(4);
    assertThat(ServerProcess.run(directory, "runs", "--nonsense").status()).isEqualTo(2);
    assertThat(ServerProcess.run(directory, "--version").out()).startsWith("treeline ");
    assertThat(ServerProcess.run(directory, "--help").out()).contains("serve", "show", "export");
  }

  private static void await(Condition condition, ServerProcess server) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(server.printed()).isLessThan(deadline);
      Thread.sleep(100);
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }
}
