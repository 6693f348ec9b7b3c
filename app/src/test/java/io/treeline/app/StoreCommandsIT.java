package io.treeline.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What operators do to a store, through a running server and without one.
class StoreCommandsIT {
  private static final String ANNA = "0af7651916cd43dd8448eb211c80319c";
  private static final String BERT = "1bf7651916cd43dd8448eb211c80319c";

  @TempDir Path directory;

  @Test
  void delete_sessionOfARunningServer_isGoneAndStaysAwayWhileOthersStay() throws Exception {
    try (ServerProcess server = ServerProcess.start(data())) {
      assertThat(send(server, ANNA, "anna")).isEqualTo(200);
      assertThat(send(server, BERT, "bert")).isEqualTo(200);

      ServerProcess.Finished deleted = run("delete", "--session", "s-anna");
      assertThat(deleted.err()).isEmpty();
      assertThat(deleted.out())
          .contains("1 trace deleted, their bytes are gone")
          .contains("backups");
      assertThat(run("delete", "--session", "s-anna").status()).isEqualTo(3);

      assertThat(send(server, ANNA, "anna")).isEqualTo(200);
      assertThat(ids()).isEqualTo(BERT + " 00f067aa0ba902b7\n");
      assertThat(server.get("query", "/api/v1/runs")).contains("s-bert").doesNotContain("s-anna");
      assertThat(server.get("metrics", "/metrics")).contains("treeline_forgotten_spans_total");
      assertThat(run("verify").out()).contains("2 of them stubs").contains("all is as it was");
      assertThat(filesWith("prompt of anna")).isEmpty();
    }
    assertThat(ids()).isEqualTo(BERT + " 00f067aa0ba902b7\n");
  }

  @Test
  void delete_userOfAStoppedStore_isBlockedWhenTheServerRunsAgain() throws Exception {
    try (ServerProcess server = ServerProcess.start(data())) {
      send(server, ANNA, "anna");
      send(server, BERT, "bert");
      assertThat(server.terminate()).isZero();
    }
    assertThat(run("delete", "--user", "u-anna", "--output", "json").out())
        .contains("\"traces\": 1")
        .contains("\"bytes_gone\": true");
    assertThat(run("doctor").status()).isZero();
    try (ServerProcess server = ServerProcess.start(data())) {
      assertThat(send(server, ANNA, "anna")).isEqualTo(200);
      assertThat(ids()).isEqualTo(BERT + " 00f067aa0ba902b7\n");
      assertThat(server.terminate()).isZero();
    }
    assertThat(run("verify").status()).isZero();
  }

  @Test
  void backup_ofARunningServer_isAStoreOfItsOwn() throws Exception {
    Path copy = directory.resolve("copy");
    try (ServerProcess server = ServerProcess.start(data())) {
      send(server, ANNA, "anna");
      ServerProcess.Finished backup = run("backup", copy.toString());
      assertThat(backup.err()).isEmpty();
      send(server, BERT, "bert");
      assertThat(run("backup", copy.toString()).status()).isEqualTo(4);
      assertThat(server.terminate()).isZero();
    }
    try (ServerProcess restored = ServerProcess.start(copy)) {
      assertThat(restored.get("query", "/api/v1/sessions")).contains("s-anna");
      assertThat(restored.get("query", "/api/v1/runs")).doesNotContain("s-bert");
    }
    assertThat(ServerProcess.run(directory, "verify", "--data", copy.toString()).status()).isZero();
  }

  @Test
  void reindex_fromScratch_bringsBackWhatDamagedViewsShowed() throws Exception {
    String before;
    try (ServerProcess server = ServerProcess.start(data())) {
      send(server, ANNA, "anna");
      send(server, BERT, "bert");
      run("delete", "--trace", BERT);
      before = server.get("query", "/api/v1/sessions/s-anna");
      assertThat(server.terminate()).isZero();
    }
    assertThat(run("reindex", "--from-scratch").out()).contains("1 records indexed");
    assertThat(run("verify").status()).isZero();
    assertThat(run("sessions").out()).contains("s-anna").doesNotContain("s-bert");
    try (ServerProcess server = ServerProcess.start(data())) {
      assertThat(run("reindex").err()).isEmpty();
      String after = server.get("query", "/api/v1/sessions/s-anna");
      assertThat(field(after, "tokens")).isEqualTo(field(before, "tokens"));
      assertThat(send(server, BERT, "bert")).isEqualTo(200);
      assertThat(server.get("query", "/api/v1/runs")).doesNotContain("s-bert");
    }
  }

  @Test
  void files_ofAStore_areTheOwnersAlone() throws Exception {
    try (ServerProcess server = ServerProcess.start(data())) {
      send(server, ANNA, "anna");
      assertThat(server.terminate()).isZero();
    }
    run("stats");
    try (Stream<Path> files = Files.walk(data())) {
      assertThat(files.filter(Files::isRegularFile).toList())
          .isNotEmpty()
          .allSatisfy(file ->
              assertThat(Files.getPosixFilePermissions(file))
                  .as(file.toString())
                  .isEqualTo(PosixFilePermissions.fromString("rw-------")));
    }
  }

  @Test
  void stoppedStore_isReadWithTheQuietTimesOfItsServer() throws Exception {
    try (ServerProcess server =
        ServerProcess.start(data(), "--set", "processors.agent_trees.ended_after=1h")) {
      send(server, ANNA, "anna");
      assertThat(server.terminate()).isZero();
    }
    Thread.sleep(6_000);
    assertThat(run("runs", "--output", "json").out()).contains("\"state\": \"running\"");
  }

  private Path data() {
    return directory.resolve("data");
  }

  private ServerProcess.Finished run(String command, String... more) throws IOException {
    String[] all =
        Stream.concat(Stream.of(command, "--data", data().toString()), Stream.of(more))
            .toArray(String[]::new);
    return ServerProcess.run(directory, all);
  }

  private String ids() throws IOException {
    return run("export", "--format", "ids").out();
  }

  private static String field(String json, String name) {
    return json.replaceFirst("(?s).*\"" + name + "\":(\\{[^}]*}).*", "$1");
  }

  private java.util.List<Path> filesWith(String text) throws IOException {
    String wanted =
        HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    try (Stream<Path> files = Files.walk(data())) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> {
            try {
              return HexFormat.of().formatHex(Files.readAllBytes(file)).contains(wanted);
            } catch (IOException e) {
              return false;
            }
          })
          .toList();
    }
  }

  private static int send(ServerProcess server, String trace, String user)
      throws IOException, InterruptedException {
    String attributes =
        Stream.of(
                text("gen_ai.operation.name", "chat"),
                text("gen_ai.request.model", "gpt-5"),
                text("gen_ai.system", "openai"),
                text("session.id", "s-" + user),
                text("user.id", "u-" + user),
                text("gen_ai.prompt", "prompt of " + user),
                number("gen_ai.usage.input_tokens", 51),
                number("gen_ai.usage.output_tokens", 7))
            .reduce((a, b) -> a + "," + b)
            .orElseThrow();
    String body =
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\""
            + trace
            + "\",\"spanId\":\"00f067aa0ba902b7\",\"name\":\"chat gpt-5\","
            + "\"startTimeUnixNano\":\"1790000000000000000\","
            + "\"endTimeUnixNano\":\"1790000001000000000\",\"attributes\":["
            + attributes
            + "]}]}]}]}";
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + server.port("otlp_http") + "/v1/traces");
      return client
          .send(
              HttpRequest.newBuilder(uri)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static String text(String key, String value) {
    return "{\"key\":\"" + key + "\",\"value\":{\"stringValue\":\"" + value + "\"}}";
  }

  private static String number(String key, int value) {
    return "{\"key\":\"" + key + "\",\"value\":{\"intValue\":\"" + value + "\"}}";
  }
}
