package io.treeline.receiver.http;

import static io.treeline.receiver.Requests.invalidSpan;
import static io.treeline.receiver.Requests.span;
import static io.treeline.receiver.Requests.traces;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.treeline.receiver.RunningReceivers;
import io.treeline.receiver.auth.AuthSettings;
import io.treeline.receiver.codec.ContentCoding;
import io.treeline.receiver.http.RawConnection.Reply;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.scan.Signal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Each setting, by what a sender sees of it.
@Timeout(60)
final class HttpSettingsIT {
  private static final byte[] SPAN = traces(span(1, 2)).toByteArray();
  private static final Duration SHORT = Duration.ofMillis(200);

  private @Nullable RunningReceivers running;

  private static Settings defaults() {
    return new Settings(RunningReceivers.httpSettings());
  }

  /// Changes one setting of the defaults.
  private record Settings(HttpSettings of) {
    HttpSettings paths(Map<String, Signal> paths) {
      return with(paths, of.codings(), of.responseHeaders(), true, of.timeouts(), null, null);
    }

    HttpSettings codings(Set<ContentCoding> codings) {
      return with(of.paths(), codings, Map.of(), true, of.timeouts(), null, null);
    }

    HttpSettings responseHeaders(Map<String, String> headers) {
      return with(of.paths(), of.codings(), headers, true, of.timeouts(), null, null);
    }

    HttpSettings withoutKeepAlive() {
      return with(of.paths(), of.codings(), Map.of(), false, of.timeouts(), null, null);
    }

    HttpSettings timeouts(HttpTimeouts timeouts) {
      return with(of.paths(), of.codings(), Map.of(), true, timeouts, null, null);
    }

    HttpSettings cors(CorsSettings cors, @Nullable AuthSettings auth) {
      return with(of.paths(), of.codings(), Map.of(), true, of.timeouts(), cors, auth);
    }

    HttpSettings auth(AuthSettings auth) {
      return with(of.paths(), of.codings(), Map.of(), true, of.timeouts(), null, auth);
    }

    private HttpSettings with(
        Map<String, Signal> paths,
        Set<ContentCoding> codings,
        Map<String, String> responseHeaders,
        boolean keepAlive,
        HttpTimeouts timeouts,
        @Nullable CorsSettings cors,
        @Nullable AuthSettings auth) {
      return new HttpSettings(
          of.address(),
          of.maxMessageBytes(),
          paths,
          codings,
          responseHeaders,
          keepAlive,
          timeouts,
          cors,
          null,
          auth);
    }
  }

  private RunningReceivers start(HttpSettings settings) throws InterruptedException {
    RunningReceivers started = RunningReceivers.start(settings);
    running = started;
    return started;
  }

  private RawConnection connect(HttpSettings settings) throws Exception {
    return RawConnection.open(start(settings).http());
  }

  @AfterEach
  void everythingIsGivenBack() throws InterruptedException {
    RunningReceivers started = running;
    if (started != null) {
      RunningReceivers.await(() -> started.budget.usedBytes() == 0);
      started.stop();
    }
  }

  private static byte[] gzip(byte[] body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(body);
    }
    return bytes.toByteArray();
  }

  @Test
  void timeouts_trickledHeaders_endTheConnection() throws Exception {
    HttpTimeouts timeouts = new HttpTimeouts(SHORT, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    try (RawConnection connection = connect(defaults().timeouts(timeouts))) {
      connection.send("POST /v1/traces HTTP/1.1\nHost");

      assertThat(connection.reply().status()).isEqualTo(408);
      assertThat(connection.isEnded()).isTrue();
    }
  }

  @Test
  void timeouts_slowBody_isRefusedRetryably() throws Exception {
    HttpTimeouts timeouts = new HttpTimeouts(Duration.ZERO, SHORT, Duration.ZERO, Duration.ZERO);
    try (RawConnection connection = connect(defaults().timeouts(timeouts))) {
      connection.send(RawConnection.head("Content-Length: 100000\n"));
      connection.send(new byte[50_000]);

      Reply reply = connection.reply();
      assertThat(reply.status()).isEqualTo(503);
      assertThat(Status.parseFrom(reply.body()).getCode()).isEqualTo(14);
      assertThat(connection.isEnded()).isTrue();
    }
  }

  @Test
  void timeouts_idleConnection_isClosed() throws Exception {
    HttpTimeouts timeouts = new HttpTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO, SHORT);
    RunningReceivers receivers = start(defaults().timeouts(timeouts));
    try (RawConnection used = RawConnection.open(receivers.http());
        RawConnection unused = RawConnection.open(receivers.http())) {
      used.post("", SPAN);
      assertThat(used.reply().status()).isEqualTo(200);

      assertThat(used.isEnded()).isTrue();
      assertThat(unused.isEnded()).isTrue();
    }
  }

  @Test
  void address_unixSocket_isServedAndRemoved(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("otlp.sock");
    HttpSettings unix =
        HttpSettings.open(new ListenAddress.Unix(path), RunningReceivers.MAX_MESSAGE_BYTES);
    RunningReceivers receivers = RunningReceivers.start(unix);
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      channel.write(ByteBuffer.wrap(RawConnection.head("Content-Length: " + SPAN.length + "\n")));
      channel.write(ByteBuffer.wrap(SPAN));
      ByteBuffer answer = ByteBuffer.allocate(1_000);
      channel.read(answer);

      assertThat(new String(answer.array(), 0, 15, UTF_8)).isEqualTo("HTTP/1.1 200 OK");
    }
    receivers.stop();
    assertThat(path).doesNotExist();
  }

  @Test
  void keepAlive_off_closesAfterEachAnswer() throws Exception {
    try (RawConnection connection = connect(defaults().withoutKeepAlive())) {
      connection.post("", SPAN);

      assertThat(connection.reply().header("connection")).isEqualTo("close");
      assertThat(connection.isEnded()).isTrue();
    }
  }

  @Test
  void paths_ofTheUser_takeThePlaceOfTheStandardOnes() throws Exception {
    Map<String, Signal> paths = Map.of("/in/t", Signal.TRACES, "/v1/logs", Signal.LOGS);
    try (RawConnection connection = connect(defaults().paths(paths))) {
      connection.post("", SPAN);
      assertThat(connection.reply().status()).isEqualTo(404);
      connection.send("POST /in/t HTTP/1.1\nHost: t\nContent-Type: application/x-protobuf\n\n");
      assertThat(connection.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void codings_ofTheUser_areTheOnlyOnesTaken() throws Exception {
    try (RawConnection connection = connect(defaults().codings(EnumSet.of(ContentCoding.GZIP)))) {
      connection.post("Content-Encoding: gzip\n", gzip(SPAN));
      assertThat(connection.reply().status()).isEqualTo(200);
      connection.post("", SPAN);
      Reply plain = connection.reply();
      assertThat(plain.status()).isEqualTo(400);
      assertThat(Status.parseFrom(plain.body()).getMessage()).endsWith("use gzip");
      connection.post("Content-Encoding: zstd\n", SPAN);
      assertThat(connection.reply().status()).isEqualTo(400);
    }
  }

  @Test
  void codings_none_undoesNothing() throws Exception {
    try (RawConnection connection = connect(defaults().codings(Set.of()))) {
      connection.post("Content-Encoding: gzip\n", SPAN);
      assertThat(connection.reply().status()).isEqualTo(200);
      connection.post("Content-Encoding: gzip\n", gzip(SPAN));
      assertThat(connection.reply().status()).isEqualTo(400);
    }
  }

  @Test
  void codings_severalInOneHeader_areUndoneInTurn() throws Exception {
    try (RawConnection connection = connect(RunningReceivers.httpSettings())) {
      connection.post("Content-Encoding: gzip, identity\n", gzip(SPAN));
      assertThat(connection.reply().status()).isEqualTo(200);
      connection.post("Content-Encoding: GZIP\nContent-Encoding: x-gzip\n", gzip(gzip(SPAN)));
      assertThat(connection.reply().status()).isEqualTo(200);
      connection.post("Content-Encoding: gzip,gzip,gzip,gzip\n", gzip(SPAN));
      assertThat(connection.reply().status()).isEqualTo(400);
    }
  }

  @Test
  void unknownTypeAndCoding_isToldInJson() throws Exception {
    try (RawConnection connection = connect(RunningReceivers.httpSettings())) {
      connection.send(
          "POST /v1/traces HTTP/1.1\nHost: t\nContent-Encoding: br\nContent-Length: 0\n\n");

      Reply reply = connection.reply();
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.header("content-type")).isEqualTo("application/json");
      assertThat(reply.text()).startsWith("{\"code\":3,");
    }
  }

  @Test
  void responseHeaders_standInEveryAnswer() throws Exception {
    Map<String, String> headers = Map.of("Strict-Transport-Security", "max-age=1", "X-A", "b");
    try (RawConnection connection = connect(defaults().responseHeaders(headers))) {
      connection.post("", SPAN);
      assertThat(connection.reply().header("strict-transport-security")).isEqualTo("max-age=1");
      connection.send("GET /nowhere HTTP/1.1\nHost: t\n\n");
      assertThat(connection.reply().header("x-a")).isEqualTo("b");
    }
  }

  @Test
  void answer_isGzippedOnRequest() throws Exception {
    byte[] body = traces(span(1, 2), invalidSpan().build()).toByteArray();
    try (RawConnection connection = connect(RunningReceivers.httpSettings())) {
      connection.post("Accept-Encoding: br, gzip;q=0.5\n", body);
      Reply gzipped = connection.reply();
      connection.post("Accept-Encoding: gzip;q=0\n", body);
      Reply plain = connection.reply();

      assertThat(gzipped.header("content-encoding")).isEqualTo("gzip");
      byte[] inflated =
          new GZIPInputStream(new ByteArrayInputStream(gzipped.body())).readAllBytes();
      assertThat(inflated).isEqualTo(plain.body());
      assertThat(plain.header("content-encoding")).isEmpty();
      ExportTraceServiceResponse response = ExportTraceServiceResponse.parseFrom(plain.body());
      assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
    }
  }

  private static final AuthSettings TOKEN =
      new AuthSettings.Bearer("Authorization", "Bearer", List.of("s3cret"), null);

  @Test
  void auth_withoutOrWithWrongCredentials_is401BeforeTheBody() throws Exception {
    try (RawConnection connection = connect(defaults().auth(TOKEN))) {
      connection.send(RawConnection.head("Expect: 100-continue\nContent-Length: 100\n"));
      Reply missing = connection.reply();
      assertThat(missing.status()).isEqualTo(401);
      assertThat(missing.header("www-authenticate")).isEqualTo("Bearer");
      assertThat(Status.parseFrom(missing.body()).getCode()).isEqualTo(16);
    }
    RunningReceivers receivers = running;
    assertThat(receivers).isNotNull();
    try (RawConnection connection = RawConnection.open(receivers.http())) {
      connection.send(
          "POST /v1/traces HTTP/1.1\nHost: t\nContent-Type: application/json\n"
              + "Authorization: Bearer guess\nContent-Length: 2\n\n{}");
      Reply wrong = connection.reply();
      assertThat(wrong.status()).isEqualTo(401);
      assertThat(wrong.text()).startsWith("{\"code\":16,").doesNotContain("s3cret");

      connection.post("authorization: bearer s3cret\n", SPAN);
      assertThat(connection.reply().status()).isEqualTo(200);
      connection.post("Authorization: Bearer s3cret\n", SPAN);
      connection.post("Authorization: Bearer s3cret\n", SPAN);
      assertThat(connection.reply().status()).isEqualTo(200);
      assertThat(connection.reply().status()).isEqualTo(200);
      assertThat(receivers.refused("unauthenticated")).isEqualTo(2);
    }
  }

  private static final CorsSettings CORS =
      new CorsSettings(
          List.of("https://*.example.com", "http://Localhost:3000"),
          List.of("X-Token"),
          List.of("X-Seen", "Retry-After"),
          Duration.ofMinutes(10));

  private static String preflight(String origin, String method, String headers) {
    return "OPTIONS /v1/traces HTTP/1.1\nHost: t\nOrigin: %s\n".formatted(origin)
        + "Access-Control-Request-Method: %s\n".formatted(method)
        + "Access-Control-Request-Headers: %s\n\n".formatted(headers);
  }

  @Test
  void cors_preflightOfAnAllowedPage_isGranted() throws Exception {
    try (RawConnection connection = connect(defaults().cors(CORS, TOKEN))) {
      connection.send(preflight("https://App.example.com", "POST", "content-type, x-token"));

      Reply reply = connection.reply();
      assertThat(reply.status()).isEqualTo(204);
      assertThat(reply.headers()).doesNotContainKey("content-length");
      assertThat(reply.header("access-control-allow-origin")).isEqualTo("https://App.example.com");
      assertThat(reply.header("access-control-allow-credentials")).isEqualTo("true");
      assertThat(reply.header("access-control-allow-methods")).isEqualTo("POST");
      assertThat(reply.header("access-control-allow-headers")).isEqualTo("content-type, x-token");
      assertThat(reply.header("access-control-max-age")).isEqualTo("600");
      assertThat(reply.header("vary"))
          .isEqualTo("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    }
  }

  @Test
  void cors_preflightOfOthers_isAnsweredWithoutLeave() throws Exception {
    try (RawConnection connection = connect(defaults().cors(CORS, null))) {
      connection.send(preflight("https://example.com", "POST", "x-token"));
      connection.send(preflight("https://a.example.com.evil.org", "POST", "x-token"));
      connection.send(preflight("http://localhost:3000", "DELETE", "x-token"));
      connection.send(preflight("http://localhost:3000", "POST", "x-other"));

      for (int i = 0; i < 4; i++) {
        Reply reply = connection.reply();
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("access-control-allow-origin")).isEmpty();
        assertThat(reply.header("vary")).startsWith("Origin");
      }
    }
  }

  @Test
  void cors_requestItself_tellsTheBrowserToHandTheAnswerOn() throws Exception {
    try (RawConnection connection = connect(defaults().cors(CORS, null))) {
      connection.post("Origin: http://localhost:3000\n", SPAN);
      Reply allowed = connection.reply();
      connection.post("Origin: http://elsewhere\n", SPAN);
      Reply other = connection.reply();

      assertThat(allowed.header("access-control-allow-origin")).isEqualTo("http://localhost:3000");
      assertThat(allowed.header("access-control-expose-headers")).isEqualTo("X-Seen, Retry-After");
      assertThat(allowed.header("access-control-allow-credentials")).isEqualTo("true");
      assertThat(other.status()).isEqualTo(200);
      assertThat(other.header("access-control-allow-origin")).isEmpty();
      assertThat(other.header("vary")).isEqualTo("Origin");
    }
  }

  @Test
  void cors_anyOrigin_isSaidAsAStar() throws Exception {
    CorsSettings any = new CorsSettings(List.of("*"), List.of("*"), List.of(), Duration.ZERO);
    try (RawConnection connection = connect(defaults().cors(any, null))) {
      connection.send(preflight("https://anywhere", "POST", "x-whatever"));

      Reply reply = connection.reply();
      assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(reply.header("access-control-allow-headers")).isEqualTo("x-whatever");
      assertThat(reply.headers()).doesNotContainKey("access-control-max-age");
    }
  }

  @Test
  void cors_off_optionsIsAMethodThatIsNotAllowed() throws Exception {
    try (RawConnection connection = connect(RunningReceivers.httpSettings())) {
      connection.send(preflight("https://anywhere", "POST", "x-whatever"));

      Reply reply = connection.reply();
      assertThat(reply.status()).isEqualTo(405);
      assertThat(new String(reply.body(), UTF_8)).contains("POST");
    }
  }
}
