package io.treeline.receiver.http;

import static io.treeline.receiver.Requests.span;
import static io.treeline.receiver.Requests.traces;
import static io.treeline.receiver.Requests.tracesOfAbout;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import io.treeline.receiver.RunningReceivers;
import io.treeline.receiver.http.RawConnection.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The protocol itself, byte by byte.
@Timeout(60)
final class HttpConnectionIT {
  private static final byte[] SPAN = traces(span(1, 2)).toByteArray();

  private final List<RawConnection> connections = new ArrayList<>();
  private final RunningReceivers receivers;

  HttpConnectionIT() throws InterruptedException {
    receivers = RunningReceivers.start();
  }

  @AfterEach
  void everythingIsGivenBack() throws Exception {
    receivers.intake.answerWaiting();
    for (RawConnection connection : connections) {
      connection.close();
    }
    RunningReceivers.await(() -> receivers.budget.usedBytes() == 0);
    receivers.stop();
  }

  private RawConnection connect() throws IOException {
    RawConnection connection = RawConnection.open(receivers.http());
    connections.add(connection);
    return connection;
  }

  private static byte[] chunked(byte[] body, int size) {
    ByteArrayOutputStream coded = new ByteArrayOutputStream();
    for (int at = 0; at < body.length; at += size) {
      int count = Math.min(size, body.length - at);
      coded.writeBytes((Integer.toHexString(count) + "\r\n").getBytes(ISO_8859_1));
      coded.write(body, at, count);
      coded.writeBytes("\r\n".getBytes(ISO_8859_1));
    }
    coded.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
    return coded.toByteArray();
  }

  @Test
  void connection_manyRequests_isKept() throws IOException {
    RawConnection connection = connect();
    for (int i = 0; i < 100; i++) {
      connection.post("", SPAN);
      Reply reply = connection.reply();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("connection")).isEmpty();
      assertThat(reply.header("date")).endsWith(" GMT");
      assertThat(reply.header("content-length")).isEqualTo("0");
    }
    assertThat(receivers.intake.items()).isEqualTo(100);
  }

  @Test
  void connection_pipelinedRequests_areAnsweredInOrder() throws IOException {
    RawConnection connection = connect();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 50; i++) {
      all.writeBytes(RawConnection.head("Content-Length: " + SPAN.length + "\n"));
      all.writeBytes(SPAN);
      all.writeBytes("GET /v1/traces HTTP/1.1\r\nHost: t\r\n\r\n".getBytes(ISO_8859_1));
      all.writeBytes("POST /nowhere HTTP/1.1\r\nHost: t\r\n\r\n".getBytes(ISO_8859_1));
    }
    connection.send(all.toByteArray());

    for (int i = 0; i < 50; i++) {
      assertThat(connection.reply().status()).isEqualTo(200);
      assertThat(connection.reply().status()).isEqualTo(405);
      assertThat(connection.reply().status()).isEqualTo(404);
    }
    assertThat(receivers.intake.items()).isEqualTo(50);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 100_000})
  void body_chunked_isTaken(int size) throws IOException {
    RawConnection connection = connect();
    byte[] body = tracesOfAbout(100_000);
    connection.send(RawConnection.head("Transfer-Encoding: chunked\n"));
    connection.send(chunked(body, size));

    assertThat(connection.reply().status()).isEqualTo(200);
    connection.post("", SPAN);
    assertThat(connection.reply().status()).isEqualTo(200);
  }

  @Test
  void body_byteByByte_isTaken() throws IOException {
    RawConnection connection = connect();
    connection.send(RawConnection.head("Content-Length: " + SPAN.length + "\n"));
    for (byte next : SPAN) {
      connection.send(new byte[] {next});
    }

    assertThat(connection.reply().status()).isEqualTo(200);
  }

  @Test
  void expectContinue_fittingBody_isToldToGoOn() throws IOException {
    RawConnection connection = connect();
    connection.send(
        RawConnection.head("Expect: 100-continue\nContent-Length: " + SPAN.length + "\n"));
    assertThat(connection.reply().status()).isEqualTo(100);
    connection.send(SPAN);

    assertThat(connection.reply().status()).isEqualTo(200);
    connection.post("", SPAN);
    assertThat(connection.reply().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "POST /v1/traces, application/x-protobuf, 999999999, 413",
    "POST /v1/traces, text/plain, 10, 415",
    "POST /elsewhere, application/x-protobuf, 10, 404",
    "PUT /v1/traces, application/x-protobuf, 10, 405"
  })
  void expectContinue_refusedByItsHeaders_isAnsweredBeforeTheBody(
      String line, String type, String length, int status) throws IOException {
    RawConnection connection = connect();
    connection.send(
        line
            + " HTTP/1.1\nHost: t\nExpect: 100-continue\nContent-Type: "
            + type
            + "\nContent-Length: "
            + length
            + "\n\n");

    Reply reply = connection.reply();
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("connection")).isEqualTo("close");
    assertThat(connection.isEnded()).isTrue();
  }

  @Test
  void body_announcedTooLarge_isRefusedBeforeItComes() throws IOException {
    RawConnection connection = connect();
    connection.send(RawConnection.head("Content-Length: 9999999999999\n"));

    Reply reply = connection.reply();
    assertThat(reply.status()).isEqualTo(413);
    assertThat(Status.parseFrom(reply.body()).getCode()).isEqualTo(8);
    assertThat(connection.isEnded()).isTrue();
  }

  @Test
  void body_refusedAndShort_leavesTheConnectionOpen() throws IOException {
    RawConnection connection = connect();
    connection.post("Content-Encoding: br\n", new byte[1_000]);
    connection.post("", SPAN);

    assertThat(connection.reply().status()).isEqualTo(400);
    assertThat(connection.reply().status()).isEqualTo(200);
  }

  /// The sender is still writing when the answer is there; it must get to see it.
  @Test
  void body_tooLargeByFar_isAnsweredAllTheSame() throws IOException {
    RawConnection connection = connect();
    byte[] piece = tracesOfAbout(RunningReceivers.MAX_MESSAGE_BYTES);
    connection.send(RawConnection.head("Transfer-Encoding: chunked\n"));
    for (int i = 0; i < 20; i++) {
      byte[] chunk = chunked(piece, piece.length);
      connection.send(java.util.Arrays.copyOf(chunk, chunk.length - 5));
    }

    assertThat(connection.reply().status()).isEqualTo(413);
    assertThat(connection.isEnded()).isTrue();
  }

  @Test
  void http10_isAnsweredAndClosedUnlessItAsksToBeKept() throws IOException {
    RawConnection once = connect();
    once.send("GET /v1/traces HTTP/1.0\n\n");
    assertThat(once.reply().status()).isEqualTo(405);
    assertThat(once.isEnded()).isTrue();

    RawConnection kept = connect();
    for (int i = 0; i < 2; i++) {
      kept.send("GET /v1/traces HTTP/1.0\nConnection: keep-alive\n\n");
      Reply reply = kept.reply();
      assertThat(reply.status()).isEqualTo(405);
      assertThat(reply.header("connection")).isEqualTo("keep-alive");
    }
  }

  @Test
  void connectionClose_isHonoured() throws IOException {
    RawConnection connection = connect();
    connection.post("Connection: close\n", SPAN);

    assertThat(connection.reply().header("connection")).isEqualTo("close");
    assertThat(connection.isEnded()).isTrue();
  }

  @Test
  void sender_thatEndsItsDirection_isAnswered() throws IOException {
    RawConnection connection = connect();
    connection.post("", SPAN);
    connection.endOutput();
    assertThat(connection.reply().status()).isEqualTo(200);
    assertThat(connection.isEnded()).isTrue();

    RawConnection cut = connect();
    cut.send(RawConnection.head("Content-Length: 1000\n"));
    cut.send(SPAN);
    cut.endOutput();
    assertThat(cut.reply().status()).isEqualTo(400);
    assertThat(receivers.intake.items()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "PRI * HTTP/2.0\n"})
  void sender_thatEndsBeforeItsRequestDoes_isLetGo(String begun) throws IOException {
    RawConnection connection = connect();
    connection.send(begun);
    connection.endOutput();

    assertThat(connection.isEnded()).isTrue();
  }

  @Test
  void sender_thatGoesInTheMiddle_costsNothing() throws IOException {
    RawConnection connection = connect();
    connection.send(RawConnection.head("Content-Length: 500000\n"));
    connection.send(new byte[400_000]);
    RunningReceivers.await(() -> receivers.budget.usedBytes() >= 400_000);

    connection.close();

    RunningReceivers.await(() -> receivers.budget.usedBytes() == 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello|400",
        "POST|400",
        "POST /v1/traces|400",
        "POST /v1/traces HTTP/1.1 extra|400",
        "POST /v1/traces HTTP/2.0|505",
        "POST /v1/traces HTTP/1.1|400",
        "POST /v1/traces HTTP/1.1~Host: a~Host: b|400",
        "POST /v1/traces HTTP/1.1~Host: a~no colon|400",
        "POST /v1/traces HTTP/1.1~Host: a~bad name: x|400",
        "POST /v1/traces HTTP/1.1~Host: a~Content-Length: ten|400",
        "POST /v1/traces HTTP/1.1~Host: a~Content-Length: -1|400",
        "POST /v1/traces HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 2|400",
        "POST /v1/traces HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked|501",
        "POST /v1/traces HTTP/1.1~Host: a~Expect: a miracle|417"
      })
  void request_thatIsNotHttp_isRefusedAndTheConnectionClosed(String request, int status)
      throws IOException {
    RawConnection connection = connect();
    connection.send(request.replace("~", "\n") + "\n\n");

    assertThat(connection.reply().status()).isEqualTo(status);
    assertThat(connection.isEnded()).isTrue();
  }

  @Test
  void chunk_ofNoLength_isRefused() throws IOException {
    RawConnection connection = connect();
    connection.send(RawConnection.head("Transfer-Encoding: chunked\n"));
    connection.send("zz\nabc\n");

    assertThat(connection.reply().status()).isEqualTo(400);
    assertThat(connection.isEnded()).isTrue();
  }

  @Test
  void headers_large_areTakenUpToAMebibyte() throws IOException {
    RawConnection fitting = connect();
    fitting.post("X-Large: " + "a".repeat(600_000) + "\n", SPAN);
    assertThat(fitting.reply().status()).isEqualTo(200);

    RawConnection tooLarge = connect();
    tooLarge.send(RawConnection.head("X-Large: " + "a".repeat(1_100_000) + "\n"));
    assertThat(tooLarge.reply().status()).isEqualTo(431);
    assertThat(tooLarge.isEnded()).isTrue();

    RawConnection longLine = connect();
    longLine.send("GET /" + "a".repeat(70_000) + " HTTP/1.1\nHost: t\n\n");
    assertThat(longLine.reply().status()).isEqualTo(414);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v1/traces?a=b", "http://collector:4318/v1/traces", "https://c/v1/traces?x"})
  void target_inAnyForm_isUnderstood(String target) throws IOException {
    RawConnection connection = connect();
    connection.send(
        "POST "
            + target
            + " HTTP/1.1\nHost: t\nContent-Type: application/json\n"
            + "Content-Length: 2\n\n{}");

    assertThat(connection.reply().status()).isEqualTo(200);
  }

  @Test
  void head_isRefusedWithoutABody() throws IOException {
    RawConnection connection = connect();
    connection.send("HEAD /v1/traces HTTP/1.1\nHost: t\n\nGET / HTTP/1.1\nHost: t\n\n");

    assertThat(connection.headReply().status()).isEqualTo(405);
    assertThat(connection.reply().status()).isEqualTo(404);
  }

  @Test
  void verdict_late_holdsBackTheNextRequestOnly() throws Exception {
    receivers.intake.hold();
    RawConnection waiting = connect();
    waiting.post("", SPAN);
    waiting.post("", SPAN);
    RunningReceivers.await(() -> receivers.intake.waiting() == 1);
    RawConnection other = connect();
    other.send("GET / HTTP/1.1\nHost: t\n\n");
    assertThat(other.reply().status()).isEqualTo(404);

    receivers.intake.answerWaiting();
    assertThat(waiting.reply().status()).isEqualTo(200);
    RunningReceivers.await(() -> receivers.intake.waiting() == 1);
    receivers.intake.answerWaiting();
    assertThat(waiting.reply().status()).isEqualTo(200);
  }

  @Test
  void stop_answersWhatRunsAndClosesTheRest() throws Exception {
    RunningReceivers stopped = RunningReceivers.start();
    stopped.intake.hold();
    try (RawConnection fresh = RawConnection.open(stopped.http());
        RawConnection idle = RawConnection.open(stopped.http());
        RawConnection running = RawConnection.open(stopped.http())) {
      idle.send("GET / HTTP/1.1\nHost: t\n\n");
      assertThat(idle.reply().status()).isEqualTo(404);
      running.post("", SPAN);
      RunningReceivers.await(() -> stopped.intake.waiting() == 1);

      CompletableFuture<Duration> stop = CompletableFuture.supplyAsync(() -> stop(stopped));
      assertThat(fresh.isEnded()).isTrue();
      assertThat(idle.isEnded()).isTrue();
      stopped.intake.answerWaiting();
      Reply reply = running.reply();
      running.endOutput();

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("connection")).isEqualTo("close");
      assertThat(stop.get()).isLessThan(Duration.ofSeconds(5));
    }
  }

  private static Duration stop(RunningReceivers receivers) {
    long start = System.nanoTime();
    try {
      receivers.receivers().stop(Duration.ofSeconds(15));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
