package io.treeline.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How the process ends, reads its configuration again, and fails to start.
class ServeSignalsIT {
  private static final String SPAN =
      """
      {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c",
      "spanId":"b7ad6b7169203331","name":"x","startTimeUnixNano":"1790000000000000000",
      "endTimeUnixNano":"1790000000000000001"}]}]}]}
      """;

  private static final String OTLP = "receivers: {otlp: {protocols: {grpc: }}}\n";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void stop_askedOnceOrTwice_endsWithSuccessAndLeavesNoEndpoints(String signal) throws Exception {
    Path data = directory.resolve("data");
    try (ServerProcess server = ServerProcess.start(data)) {
      server.signal(signal);
      server.signal(signal);

      assertThat(server.awaitEnd()).isZero();
      assertThat(server.printed()).endsWith("treeline stopped\n");
      assertThat(data.resolve("endpoints.json")).doesNotExist();
    }
  }

  @Test
  void stop_whileARequestComes_isToldByHealthUntilItIsOver() throws Exception {
    Path data = directory.resolve("data");
    try (ServerProcess server = ServerProcess.start(data)) {
      HttpRequest health =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + server.port("health") + "/readyz"))
              .build();
      try (Socket sender = new Socket(InetAddress.getLoopbackAddress(), server.port("otlp_http"));
          HttpClient client = HttpClient.newHttpClient()) {
        String half =
            "POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100\r\n\r\n{";
        sender.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
        server.signal("TERM");
        int status = 200;
        while (status == 200) {
          status = client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
        assertThat(status).isEqualTo(503);
      }
      assertThat(server.awaitEnd()).isZero();
    }
  }

  @Test
  void stop_askedDuringTheStart_endsWithSuccess() throws Exception {
    Path data = directory.resolve("data");
    try (ServerProcess server = ServerProcess.launch(data)) {
      // The store is opened early; from then on the signal is handled.
      while (!Files.exists(data)) {
        Thread.sleep(1);
      }
      server.signal("TERM");

      assertThat(server.awaitEnd()).isZero();
      assertThat(data.resolve("endpoints.json")).doesNotExist();
    }
  }

  @Test
  void reload_askedDuringTheStart_isDoneAfterIt() throws Exception {
    Path data = directory.resolve("data");
    try (ServerProcess server = ServerProcess.launch(data)) {
      while (!Files.exists(data)) {
        Thread.sleep(1);
      }
      server.signal("HUP");

      server.awaitPrinted("treeline has read its configuration again");
      assertThat(server.terminate()).isZero();
    }
  }

  @Test
  void reload_newLimitAndLevel_areInForceAndTheRestIsNamed() throws Exception {
    Path data = directory.resolve("data");
    Path file = Files.writeString(directory.resolve("c.yaml"), config(1_000_000, "info"));
    try (ServerProcess server = ServerProcess.start(data, "--config", file.toString())) {
      int port = server.port("otlp_http");
      assertThat(post(port)).isEqualTo(200);

      Files.writeString(
          file, config(100, "debug") + "processors: {agent_trees: {ended_after: 1s}}\n");
      server.signal("HUP");
      server.awaitPrinted("treeline has read its configuration again");

      assertThat(server.printed())
          .contains("receivers started again: otlp; needs a restart: processors.agent_trees");
      assertThat(server.port("otlp_http")).isEqualTo(port);
      assertThat(post(port)).isEqualTo(413);
      assertThat(server.terminate()).isZero();
    }
  }

  @Test
  void reload_newToken_isAskedForAndTheOldOneRefused() throws Exception {
    Path data = directory.resolve("data");
    Path file = Files.writeString(directory.resolve("c.yaml"), withToken("one"));
    try (ServerProcess server = ServerProcess.start(data, "--config", file.toString())) {
      int port = server.port("otlp_http");
      assertThat(post(port, "Bearer one")).isEqualTo(200);
      assertThat(post(port)).isEqualTo(401);

      Files.writeString(file, withToken("two"));
      server.signal("HUP");
      server.awaitPrinted("receivers started again: otlp");

      assertThat(post(port, "Bearer two")).isEqualTo(200);
      assertThat(post(port, "Bearer one")).isEqualTo(401);
      assertThat(server.get("query", "/api/v1/status") + server.printed())
          .doesNotContain("Bearer one", "token: one");
    }
  }

  @Test
  void reload_brokenFile_keepsWhatIsInForce() throws Exception {
    Path data = directory.resolve("data");
    Path file = Files.writeString(directory.resolve("c.yaml"), config(1_000_000, "info"));
    try (ServerProcess server = ServerProcess.start(data, "--config", file.toString())) {
      Files.writeString(file, "receivers: {otlp: {protocols: {http: {endpiont: x}}}}");
      server.signal("HUP");
      server.awaitPrinted("the configuration is not read again");

      assertThat(server.printed()).contains("endpiont: unknown key; did you mean endpoint?");
      assertThat(post(server.port("otlp_http"))).isEqualTo(200);
      assertThat(server.get("health", "/readyz")).contains("ready");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "receivers: {otlp: {protocols: {grpc: {tls: {cert_file: no.crt, key_file: no.key}}}}}",
        "receivers: {otlp: {protocols: {http: {tls: {cert_file: c.yaml, key_file: c.yaml}}}}}",
        "extensions: {bearertokenauth: {filename: no.token}}\n"
            + "receivers: {otlp: {protocols: {http: {auth: {authenticator: bearertokenauth}}}}}",
        "receivers: {otlp: {protocols: {grpc: {tls: {cert_file: no.crt}}}}}",
        "receivers: {otlp: {protocols: {grpc: {transport: unix, endpoint: /no/such/dir/s}}}}",
        OTLP + "processors: {agent_trees: {dialects: [no.json]}}",
        OTLP + "processors: {agent_trees: {prices: [no.json]}}",
        OTLP + "processors: {redaction: {}, unheard_of: {}}",
        "receivers: ["
      })
  void start_thatCannotBe_failsSoonAndTouchesNothing(String yaml) throws Exception {
    Path file = Files.writeString(directory.resolve("c.yaml"), yaml + pipelines(yaml));
    Path data = directory.resolve("data");
    ServerProcess.Finished finished =
        ServerProcess.run(
            directory,
            "serve",
            "--ports",
            "auto",
            "--data",
            data.toString(),
            "--config",
            file.toString());

    assertThat(finished.status()).as(finished.err()).isEqualTo(1);
    assertThat(finished.err()).startsWith("treeline: ").doesNotContain("Exception", "\tat ");
    assertThat(data).doesNotExist();
  }

  @Test
  void commands_onConfigurations_printAndExitAsDocumented() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("c.yaml"),
            "processors: {batch: , redaction: }\nextensions: {bearertokenauth: {token: S3CRET}}\n");

    ServerProcess.Finished refused = ServerProcess.run(directory, "validate", "c.yaml");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.out())
        .containsPattern("refused +processors.redaction +c.yaml:1")
        .containsPattern("accepted, no effect +processors.batch +c.yaml:1")
        .containsPattern("implemented +extensions.bearertokenauth.token +c.yaml:2");
    assertThat(refused.err()).contains("error: c.yaml:1: processors.redaction: is not supported");

    ServerProcess.Finished anyway =
        ServerProcess.run(
            directory, "validate", "--config", file.toString(), "--ignore-unsupported");
    assertThat(anyway.status()).isZero();

    ServerProcess.Finished printed = ServerProcess.run(directory, "print-config", "c.yaml");
    assertThat(printed.out()).contains("token: \"[REDACTED]\"");
    assertThat(refused.out() + refused.err() + anyway.out() + anyway.err() + printed.out())
        .doesNotContain("S3CRET");

    assertThat(ServerProcess.run(directory, "components").out())
        .contains("receivers:\n    - name: otlp\n      tier: implemented\n")
        .contains("providers:\n    - scheme: env\n");
  }

  private static String config(int maxBodyBytes, String level) {
    return """
    receivers: {otlp: {protocols: {http: {max_request_body_size: %d}}}}
    exporters: {treeline: }
    service:
      telemetry: {logs: {level: %s}}
      pipelines: {traces: {receivers: [otlp], exporters: [treeline]}}
    """
        .formatted(maxBodyBytes, level);
  }

  /// Makes a whole file of one that says no more than what is wrong.
  private static String pipelines(String yaml) {
    String extensions = yaml.contains("bearertokenauth") ? "extensions: [bearertokenauth], " : "";
    return """

    exporters: {treeline: }
    service: {%spipelines: {traces: {receivers: [otlp], exporters: [treeline]}}}
    """
        .formatted(extensions);
  }

  private static String withToken(String token) {
    return """
    extensions: {bearertokenauth: {token: %s}}
    receivers: {otlp: {protocols: {http: {auth: {authenticator: bearertokenauth}}}}}
    exporters: {treeline: }
    service:
      extensions: [bearertokenauth]
      pipelines: {traces: {receivers: [otlp], exporters: [treeline]}}
    """
        .formatted(token);
  }

  private static int post(int port) throws IOException, InterruptedException {
    return post(port, "none");
  }

  private static int post(int port, String authorization) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/traces"))
                  .header("Content-Type", "application/json")
                  .header("Authorization", authorization)
                  .timeout(Duration.ofSeconds(10))
                  .POST(HttpRequest.BodyPublishers.ofString(SPAN))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }
}
