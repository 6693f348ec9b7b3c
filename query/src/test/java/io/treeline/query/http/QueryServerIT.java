package io.treeline.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.TraceId;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.query.DemoRun;
import io.treeline.query.FakeRunReader;
import io.treeline.query.StoredSpans;
import io.treeline.query.api.ApiRequest;
import io.treeline.query.api.QueryApi;
import io.treeline.query.api.ServerInfo;
import io.treeline.query.json.JsonDocument;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
final class QueryServerIT {
  private final FakeRunReader reader = FakeRunReader.withDemo();
  private HttpClient client;
  private QueryServer server;

  @BeforeEach
  void start() throws IOException {
    QueryApi api =
        new QueryApi(reader, new Telemetry(), ServerInfo.offline("test"), InstantSource.system());
    server =
        QueryServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            api,
            Set.of("treeline.test"));
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void run_overHttp_isTheSameDocumentAndIsRevalidated() throws Exception {
    HttpResponse<byte[]> first = get("/api/v1/runs/" + DemoRun.ID);
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(JsonDocument.parse(first.body()).get("steps").items()).hasSize(10);
    String tag = first.headers().firstValue("ETag").orElseThrow();
    HttpResponse<byte[]> second = get("/api/v1/runs/" + DemoRun.ID, "If-None-Match", tag);
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
  }

  @Test
  void sessionId_withEncodedSlash_isOneSegmentOverHttp() throws Exception {
    String id = "team a/chat+1";
    reader.sessions.add(FakeRunReader.sessionOf(id, DemoRun.run()));
    HttpResponse<byte[]> response = get("/api/v1/sessions/" + ApiRequest.segment(id));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(JsonDocument.parse(response.body()).get("session_id").text()).isEqualTo(id);
  }

  @Test
  void errors_overHttp_areProblemDocumentsWithTheirHeaders() throws Exception {
    HttpResponse<byte[]> bad = get("/api/v1/runs?limit=0");
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(bad.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(get("/api/v1/nothing").statusCode()).isEqualTo(404);
    reader.failing = true;
    HttpResponse<byte[]> failed = get("/api/v1/runs");
    assertThat(failed.statusCode()).isEqualTo(503);
    assertThat(failed.headers().firstValue("Retry-After")).hasValue("1");
  }

  @Test
  void post_isA405() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/api/v1/runs"))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    HttpResponse<Void> response = client.send(request, HttpResponse.BodyHandlers.discarding());
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("GET");
  }

  @Test
  void gzip_whenAccepted_carriesTheSameDocument() throws Exception {
    HttpResponse<byte[]> packed = get("/api/v1/runs", "Accept-Encoding", "gzip");
    assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
    byte[] body = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
    assertThat(body).isEqualTo(get("/api/v1/runs").body());
  }

  @Test
  void host_thatIsAForeignName_isRefusedAndAddressesAreNot() throws Exception {
    assertThat(statusLineFor("evil.example")).contains(" 403 ");
    assertThat(statusLineFor("evil.example:7134")).contains(" 403 ");
    assertThat(statusLineFor("127.0.0.1.evil.example")).contains(" 403 ");
    assertThat(statusLineFor("localhost:" + server.address().getPort())).contains(" 200 ");
    assertThat(statusLineFor("TREELINE.test:1")).contains(" 200 ");
    assertThat(statusLineFor("[::1]:80")).contains(" 200 ");
    assertThat(statusLineFor("10.1.2.3")).contains(" 200 ");
  }

  @Test
  void export_thatBreaksOff_isSeenAsBrokenByTheClient() {
    for (TraceId trace : List.of(DemoRun.TRACE, new TraceId(9, 9))) {
      reader.traces.put(
          trace, List.of(StoredSpans.chunk(1, trace, List.of(StoredSpans.span(trace, 1, "a", 9)))));
    }
    reader.broken = new TraceId(9, 9);
    assertThatThrownBy(() -> get("/api/v1/export")).isInstanceOf(IOException.class);
  }

  private HttpResponse<byte[]> get(String target, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(target));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private URI uri(String target) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + target);
  }

  private String statusLineFor(String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      String request =
          "GET /api/v1/status HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      return new String(answer, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    }
  }
}
