package io.treeline.receiver.http;

import static io.treeline.receiver.Requests.invalidSpan;
import static io.treeline.receiver.Requests.logRecord;
import static io.treeline.receiver.Requests.logs;
import static io.treeline.receiver.Requests.metrics;
import static io.treeline.receiver.Requests.span;
import static io.treeline.receiver.Requests.traces;
import static io.treeline.receiver.Requests.tracesOfAbout;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.Transport;
import io.treeline.receiver.RunningReceivers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class OtlpHttpIT {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final String JSON_TRACES =
      """
      {"resourceSpans":[{"scopeSpans":[{"spans":[
        {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174"},
        {"traceId":"5b8efff798038103d269b633813fc60c","spanId":"%s"}]}]}]}
      """;

  private final RunningReceivers receivers;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  OtlpHttpIT() throws InterruptedException {
    receivers = RunningReceivers.start();
  }

  @BeforeEach
  void nothingIsCharged() {
    assertThat(receivers.budget.usedBytes()).isZero();
  }

  @AfterEach
  void everythingIsGivenBack() throws InterruptedException {
    receivers.intake.answerWaiting();
    RunningReceivers.await(() -> receivers.budget.usedBytes() == 0);
    receivers.stop();
    client.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + receivers.http().getPort() + path))
        .timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> post(String path, String contentType, byte[] body) throws Exception {
    return send(
        request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<byte[]> postGzip(byte[] compressed) throws Exception {
    return send(
        request("/v1/traces")
            .header("Content-Type", PROTOBUF)
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(compressed)));
  }

  private static byte[] gzip(byte[] body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(body);
    }
    return bytes.toByteArray();
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/traces", "/api/public/otel/v1/traces"})
  void post_protobuf_isOkAndEmpty(String path) throws Exception {
    HttpResponse<byte[]> response = post(path, PROTOBUF, traces(span(1, 2)).toByteArray());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo(PROTOBUF);
    assertThat(response.body()).isEmpty();
    assertThat(receivers.intake.batches().getFirst().chunks().getFirst().transport())
        .isEqualTo(Transport.HTTP_PROTOBUF);
    assertThat(receivers.spans("http"))
        .isEqualTo(Map.of("accepted", 1L, "refused", 0L, "rejected", 0L, "received", 1L));
  }

  @Test
  void post_everySignal_isOk() throws Exception {
    var record = logRecord(1, 2).setEventName("gen_ai.choice").build();

    assertThat(post("/v1/logs", PROTOBUF, logs(record).toByteArray()).statusCode()).isEqualTo(200);
    assertThat(post("/v1/metrics", PROTOBUF, metrics(3).toByteArray()).statusCode()).isEqualTo(200);
    assertThat(receivers.intake.items()).isEqualTo(1);
  }

  @Test
  void post_json_isOkInJson() throws Exception {
    byte[] body = JSON_TRACES.formatted("eee19b7ec3c1b175").getBytes(UTF_8);

    HttpResponse<byte[]> response = post("/v1/traces", "Application/JSON; charset=utf-8", body);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo(JSON);
    assertThat(text(response)).isEqualTo("{}");
    assertThat(receivers.intake.items()).isEqualTo(2);
    assertThat(receivers.intake.batches().getFirst().chunks().getFirst().transport())
        .isEqualTo(Transport.HTTP_JSON);
  }

  @Test
  void post_nothing_isOk() throws Exception {
    assertThat(post("/v1/traces", PROTOBUF, new byte[0]).statusCode()).isEqualTo(200);
    assertThat(text(post("/v1/traces", JSON, "{}".getBytes(UTF_8)))).isEqualTo("{}");
    assertThat(receivers.intake.batches()).isEmpty();
  }

  @Test
  void post_someInvalidSpans_isPartialSuccessInTheEncodingOfTheRequest() throws Exception {
    byte[] body = traces(span(1, 2), invalidSpan().build()).toByteArray();

    var inProtobuf =
        ExportTraceServiceResponse.parseFrom(post("/v1/traces", PROTOBUF, body).body());
    String inJson =
        text(post("/v1/traces", JSON, JSON_TRACES.formatted("0000000000000000").getBytes(UTF_8)));

    assertThat(inProtobuf.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
    assertThat(inJson)
        .isEqualTo(
            "{\"partialSuccess\":{\"rejectedSpans\":\"1\",\"errorMessage\":\"1 of 2 spans refused:"
                + " the span id must be 8 bytes that are not all zero\"}}");
    assertThat(receivers.intake.items()).isEqualTo(2);
    assertThat(receivers.refused("invalid_id")).isEqualTo(2);
  }

  @Test
  void post_gzipAndChunked_isInflated() throws Exception {
    byte[] compressed = gzip(traces(span(1, 2)).toByteArray());

    HttpResponse<byte[]> chunked =
        send(
            request("/v1/traces")
                .header("Content-Type", PROTOBUF)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(compressed))));

    assertThat(chunked.statusCode()).isEqualTo(200);
    assertThat(postGzip(compressed).statusCode()).isEqualTo(200);
    assertThat(receivers.intake.items()).isEqualTo(2);
  }

  @Test
  void post_identityEncoding_isTaken() throws Exception {
    HttpResponse<byte[]> response =
        send(
            request("/v1/traces")
                .header("Content-Type", PROTOBUF)
                .header("Content-Encoding", "identity")
                .POST(BodyPublishers.ofByteArray(traces(span(1, 2)).toByteArray())));

    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void post_malformed_isBadRequestWithStatus() throws Exception {
    HttpResponse<byte[]> inProtobuf = post("/v1/traces", PROTOBUF, new byte[] {0x0A, 0x7F});
    HttpResponse<byte[]> inJson = post("/v1/traces", JSON, "{\"a\"".getBytes(UTF_8));

    assertThat(inProtobuf.statusCode()).isEqualTo(400);
    Status status = Status.parseFrom(inProtobuf.body());
    assertThat(status.getCode()).isEqualTo(3);
    assertThat(status.getMessage()).startsWith("malformed protobuf at byte 2");
    assertThat(status.getDetails(0).is(BadRequest.class)).isTrue();
    assertThat(inJson.statusCode()).isEqualTo(400);
    assertThat(header(inJson, "Content-Type")).isEqualTo(JSON);
    assertThat(text(inJson))
        .startsWith("{\"code\":3,\"message\":\"malformed JSON at line 1, column")
        .contains("\"@type\":\"type.googleapis.com/google.rpc.BadRequest\"");
    assertThat(receivers.refused("malformed")).isEqualTo(2);
  }

  @Test
  void post_corruptGzip_isBadRequest() throws Exception {
    byte[] whole = gzip(traces(span(1, 2)).toByteArray());
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 12);

    for (byte[] corrupt : List.of(cut, new byte[0], "plain".getBytes(UTF_8))) {
      HttpResponse<byte[]> response = postGzip(corrupt);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(Status.parseFrom(response.body()).getMessage()).startsWith("corrupt gzip");
    }
  }

  @Test
  void post_tooLargeOnTheWire_is413WhetherTheLengthIsKnownOrNot() throws Exception {
    byte[] body = tracesOfAbout(2 * RunningReceivers.MAX_MESSAGE_BYTES);

    HttpResponse<byte[]> known = post("/v1/traces", PROTOBUF, body);
    HttpResponse<byte[]> chunked =
        send(
            request("/v1/traces")
                .header("Content-Type", PROTOBUF)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

    for (HttpResponse<byte[]> response : List.of(known, chunked)) {
      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(header(response, "Retry-After")).isEmpty();
      assertThat(Status.parseFrom(response.body()).getCode()).isEqualTo(8);
    }
    assertThat(receivers.refused("too_large")).isEqualTo(2);
  }

  @Test
  void post_gzipBomb_is413AndTheServerLivesOn() throws Exception {
    byte[] bomb = gzip(new byte[200 * RunningReceivers.MAX_MESSAGE_BYTES]);

    assertThat(postGzip(bomb).statusCode()).isEqualTo(413);
    assertThat(post("/v1/traces", PROTOBUF, traces(span(1, 2)).toByteArray()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void post_overload_is503WithRetryAfter() throws Exception {
    receivers.intake.refuseOffersWith(
        new Refusal(RefusalReason.RING_FULL, "the ring is full", 2_500));
    byte[] json = JSON_TRACES.formatted("eee19b7ec3c1b175").getBytes(UTF_8);

    HttpResponse<byte[]> inProtobuf =
        post("/v1/traces", PROTOBUF, traces(span(1, 2)).toByteArray());
    HttpResponse<byte[]> inJson = post("/v1/traces", JSON, json);

    assertThat(inProtobuf.statusCode()).isEqualTo(503);
    assertThat(header(inProtobuf, "Retry-After")).isEqualTo("3");
    Status status = Status.parseFrom(inProtobuf.body());
    assertThat(status.getCode()).isEqualTo(14);
    assertThat(status.getDetails(0).is(RetryInfo.class)).isTrue();
    assertThat(text(inJson))
        .isEqualTo(
            "{\"code\":14,\"message\":\"the ring is full\",\"details\":[{\"@type\":"
                + "\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"2.5s\"}]}");
    assertThat(receivers.spans("http"))
        .isEqualTo(Map.of("accepted", 0L, "refused", 3L, "rejected", 0L, "received", 3L));
  }

  @Test
  void post_ourFault_is503() throws Exception {
    receivers.intake.failWith(new IllegalStateException("planted by the test"));

    assertThat(post("/v1/traces", PROTOBUF, traces(span(1, 2)).toByteArray()).statusCode())
        .isEqualTo(503);
    assertThat(receivers.refused("internal")).isEqualTo(1);
  }

  @Test
  void request_thatIsNotOtlp_isToldWhy() throws Exception {
    HttpResponse<byte[]> get = send(request("/v1/traces").GET());
    HttpResponse<byte[]> text = post("/v1/traces", "text/plain", "hi".getBytes(UTF_8));
    HttpResponse<byte[]> untyped = send(request("/v1/traces").POST(BodyPublishers.ofString("hi")));
    HttpResponse<byte[]> elsewhere = post("/v1/tracesx", PROTOBUF, new byte[0]);
    HttpResponse<byte[]> brotli =
        send(
            request("/v1/traces")
                .header("Content-Type", PROTOBUF)
                .header("Content-Encoding", "br")
                .POST(BodyPublishers.ofByteArray(new byte[9])));

    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(header(get, "Allow")).isEqualTo("POST");
    assertThat(text.statusCode()).isEqualTo(415);
    assertThat(text(text)).contains("application/x-protobuf").contains("application/json");
    assertThat(untyped.statusCode()).isEqualTo(415);
    assertThat(elsewhere.statusCode()).isEqualTo(404);
    assertThat(brotli.statusCode()).isEqualTo(400);
    assertThat(Status.parseFrom(brotli.body()).getCode()).isEqualTo(3);
    assertThat(Status.parseFrom(brotli.body()).getMessage()).contains("br; use identity, gzip");
    assertThat(receivers.refused("unsupported_encoding")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"POST, /v1/nothing, 404", "PUT, /v1/traces, 405", "POST, /v1/traces%20, 404"})
  void request_thatIsNotOtlp_isToldInItsEncoding(String method, String path, int status)
      throws Exception {
    HttpRequest.Builder request = request(path).method(method, BodyPublishers.ofString("{}"));
    HttpResponse<byte[]> protobuf = send(request.copy().header("Content-Type", PROTOBUF));
    HttpResponse<byte[]> json = send(request.copy().header("Content-Type", JSON));

    assertThat(protobuf.statusCode()).isEqualTo(status);
    assertThat(header(protobuf, "Content-Type")).isEqualTo(PROTOBUF);
    assertThat(Status.parseFrom(protobuf.body()).getMessage()).startsWith(status + " ");
    assertThat(json.statusCode()).isEqualTo(status);
    assertThat(header(json, "Content-Type")).isEqualTo(JSON);
    assertThat(text(json)).contains("\"message\":\"" + status + " ");
  }

  @Test
  void post_pathWithEscapes_isThePathTheyMean() throws Exception {
    assertThat(post("/v1/%74races", PROTOBUF, new byte[0]).statusCode()).isEqualTo(200);
  }

  @Test
  void post_jsonWithOneWrongId_rejectsThatSpanAlone() throws Exception {
    byte[] body = JSON_TRACES.formatted("zz").getBytes(UTF_8);

    HttpResponse<byte[]> response = post("/v1/traces", JSON, body);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(text(response))
        .startsWith("{\"partialSuccess\":{\"rejectedSpans\":\"1\",\"errorMessage\":\"1 of 2 spans");
    assertThat(receivers.intake.items()).isEqualTo(1);
    assertThat(receivers.refused("invalid_id")).isEqualTo(1);
  }

  @Test
  void post_jsonOfWrongIdsOnly_is400() throws Exception {
    byte[] body =
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"5b\"}]}]}]}"
            .getBytes(UTF_8);

    assertThat(post("/v1/traces", JSON, body).statusCode()).isEqualTo(400);
  }

  @Test
  void post_whileTheJournalWorks_waitsForItsVerdict() throws Exception {
    receivers.intake.hold();
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(
            request("/v1/traces")
                .header("Content-Type", PROTOBUF)
                .POST(BodyPublishers.ofByteArray(traces(span(1, 2)).toByteArray()))
                .build(),
            BodyHandlers.ofByteArray());
    RunningReceivers.await(() -> receivers.intake.waiting() == 1);

    assertThat(response).isNotDone();
    assertThat(receivers.budget.usedBytes()).isPositive();
    receivers.intake.answerWaiting();
    assertThat(response.get().statusCode()).isEqualTo(200);
  }

  @Test
  void post_manyOverOneConnection_areNotHeldBackByNagle() throws Exception {
    byte[] body = traces(span(1, 2)).toByteArray();
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      long start = System.nanoTime();
      assertThat(post("/v1/traces", PROTOBUF, body).statusCode()).isEqualTo(200);
      millis.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
    }
    assertThat(millis.stream().sorted().toList().get(30)).isLessThan(35);
  }
}
