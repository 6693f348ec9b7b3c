package io.treeline.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One trace that is much larger than the heap: received, shown, listed and exported, before and
/// after the process was killed, by several readers at once.
class LargeTraceIT {
  private static final String HEAP = "64m";
  private static final int CALLS = 600;
  private static final int PROMPT_BYTES = 200_000;
  private static final String TRACE = "000000000000000700000000000000aa";
  private static final long START = 1_780_000_000_000_000_000L;

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void traceLargerThanTheHeap_isReceivedShownAndExported_alsoAfterAKill() throws Exception {
    Path data = directory.resolve("data");
    try (ServerProcess server = ServerProcess.startWithin(HEAP, data)) {
      send(server);
      awaitViews(server);
      assertIsShown(server);
      readAtOnce(server);
      server.kill();
    }
    Files.deleteIfExists(data.resolve("endpoints.json"));
    ServerProcess.Finished offline =
        ServerProcess.runWithin(
            HEAP, directory, "show", TRACE, "--output", "json", "-n", "3", "--data", "data");
    assertThat(offline.err()).isEmpty();
    assertThat(offline.out()).contains("\"total\": " + (CALLS + 1));

    try (ServerProcess server = ServerProcess.startWithin(HEAP, data)) {
      awaitViews(server);
      assertIsShown(server);
      assertThat(server.get("query", "/api/v1/runs")).contains("\"llm_calls\":" + CALLS);
      assertThat(export(server)).isGreaterThan((long) CALLS * PROMPT_BYTES);
      assertThat(server.terminate()).isZero();
    }
  }

  private void assertIsShown(ServerProcess server) throws Exception {
    String shown = server.get("query", "/api/v1/runs/" + TRACE + "?limit=200");
    assertThat(shown).contains("\"total\":" + (CALLS + 1), "\"returned\":200");
    assertThat(shown).contains("\"final_answer\":\"call " + CALLS + " is done\"");
  }

  /// All are answered, or told to come again.
  private void readAtOnce(ServerProcess server) throws Exception {
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    int query = server.port("query");
    for (int i = 0; i < 4; i++) {
      answers.add(drain(query, "/api/v1/export?format=otlp-json"));
      answers.add(drain(query, "/api/v1/traces/" + TRACE));
      answers.add(drain(query, "/api/v1/runs/" + TRACE));
      answers.add(drain(query, "/api/v1/traces/" + TRACE + "/spans/0000000000000003"));
    }
    for (CompletableFuture<Integer> answer : answers) {
      assertThat(answer.get()).isIn(200, 503);
    }
    assertIsShown(server);
  }

  private CompletableFuture<Integer> drain(int port, String path) {
    return client
        .sendAsync(request(port, path).build(), HttpResponse.BodyHandlers.ofInputStream())
        .thenApply(answer -> {
          count(answer.body());
          return answer.statusCode();
        });
  }

  private long export(ServerProcess server) throws Exception {
    return count(
        client
            .send(
                request(server.port("query"), "/api/v1/export?format=otlp-json").build(),
                HttpResponse.BodyHandlers.ofInputStream())
            .body());
  }

  private static long count(InputStream body) {
    try (body) {
      byte[] buffer = new byte[64 << 10];
      long bytes = 0;
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        bytes += read;
      }
      return bytes;
    } catch (IOException e) {
      throw new IllegalStateException("the answer broke off", e);
    }
  }

  private static void awaitViews(ServerProcess server) throws Exception {
    long deadline = System.nanoTime() + 120_000_000_000L;
    while (!server.get("query", "/api/v1/runs").contains("\"behind\":0")) {
      assertThat(System.nanoTime()).as("views stay behind").isLessThan(deadline);
      Thread.sleep(100);
    }
  }

  private void send(ServerProcess server) throws Exception {
    int port = server.port("otlp_http");
    Random random = new Random(1);
    for (int call = 1; call <= CALLS; call++) {
      post(port, request(call(call, random)));
    }
    post(port, request(root()));
  }

  private void post(int port, ExportTraceServiceRequest body) throws Exception {
    HttpRequest request =
        request(port, "/v1/traces")
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build();
    while (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
      Thread.sleep(100);
    }
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static ExportTraceServiceRequest request(Span span) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder().addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
        .build();
  }

  private static Span root() {
    return span(0)
        .setName("invoke_agent marathon")
        .addAttributes(text("gen_ai.operation.name", "invoke_agent"))
        .addAttributes(text("gen_ai.agent.name", "marathon"))
        .build();
  }

  private static Span call(int number, Random random) {
    StringBuilder prompt = new StringBuilder(PROMPT_BYTES + 16);
    while (prompt.length() < PROMPT_BYTES) {
      prompt.append(Long.toString(random.nextLong(), 36)).append(' ');
    }
    return span(number)
        .setParentSpanId(id(1))
        .setName("chat gpt-5")
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(text("gen_ai.request.model", "gpt-5"))
        .addAttributes(text("gen_ai.input.messages", prompt.toString()))
        .addAttributes(text("gen_ai.output.messages", "call " + number + " is done"))
        .build();
  }

  private static Span.Builder span(int number) {
    long start = START + number * 1_000_000L;
    return Span.newBuilder()
        .setTraceId(ByteString.copyFrom(ByteBuffer.allocate(16).putLong(7).putLong(0xaa).array()))
        .setSpanId(id(number + 1))
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(number == 0 ? start + 60_000_000_000L : start + 500_000);
  }

  private static ByteString id(long number) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(number).array());
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
