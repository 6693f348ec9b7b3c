package io.treeline.receiver.http;

import static io.treeline.receiver.Requests.span;
import static io.treeline.receiver.Requests.traces;
import static io.treeline.receiver.Requests.tracesOfAbout;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.Status;
import io.treeline.receiver.RunningReceivers;
import io.treeline.receiver.net.Pem;
import io.treeline.receiver.net.TlsSettings;
import io.treeline.testkit.TestCertificate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class Http2IT {
  private static final byte[] SPAN = traces(span(1, 2)).toByteArray();
  private static final TestCertificate CA = TestCertificate.authority("ca");
  private static final TestCertificate SERVER = CA.issue("localhost");

  /// Header fields without compression; the answer 200 is entry 8 of the static table (RFC 7541).
  private static final int INDEXED_200 = 0x88;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private final RunningReceivers receivers;

  Http2IT() throws InterruptedException {
    HttpSettings plain = RunningReceivers.httpSettings();
    receivers = RunningReceivers.start(plain);
  }

  @AfterEach
  void everythingIsGivenBack() throws InterruptedException {
    RunningReceivers.await(() -> receivers.budget.usedBytes() == 0);
    receivers.stop();
  }

  private static RunningReceivers encrypted() throws InterruptedException {
    HttpSettings of = RunningReceivers.httpSettings();
    TlsSettings tls =
        TlsSettings.of(new Pem.Inline(SERVER.chainPem()), new Pem.Inline(SERVER.keyPem()));
    return RunningReceivers.start(
        new HttpSettings(
            of.address(),
            of.maxMessageBytes(),
            of.paths(),
            of.codings(),
            of.responseHeaders(),
            true,
            of.timeouts(),
            null,
            tls,
            null));
  }

  private static HttpClient client(HttpClient.Version version) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(CA.der())));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().version(version).sslContext(context).build();
  }

  private static HttpRequest post(RunningReceivers to, byte[] body) {
    return HttpRequest.newBuilder(
            URI.create("https://localhost:" + to.http().getPort() + "/v1/traces"))
        .header("Content-Type", "application/x-protobuf")
        .timeout(Duration.ofSeconds(20))
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void tls_eitherProtocol_isSpoken(HttpClient.Version version) throws Exception {
    RunningReceivers to = encrypted();
    try (HttpClient client = client(version)) {
      HttpResponse<byte[]> ok = client.send(post(to, SPAN), BodyHandlers.ofByteArray());
      HttpResponse<byte[]> large =
          client.send(
              post(to, tracesOfAbout(RunningReceivers.MAX_MESSAGE_BYTES - 10_000)),
              BodyHandlers.ofByteArray());
      HttpResponse<byte[]> bad = client.send(post(to, new byte[] {9}), BodyHandlers.ofByteArray());

      assertThat(ok.version()).isEqualTo(version);
      assertThat(ok.statusCode()).isEqualTo(200);
      assertThat(large.statusCode()).isEqualTo(200);
      assertThat(bad.statusCode()).isEqualTo(400);
      assertThat(Status.parseFrom(bad.body()).getCode()).isEqualTo(3);
    }
    to.stop();
  }

  @Test
  void tls_manyStreamsOfOneConnection_areAllAnswered() throws Exception {
    RunningReceivers to = encrypted();
    try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
      assertThat(client.send(post(to, SPAN), BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
      List<CompletableFuture<HttpResponse<Void>>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        answers.add(client.sendAsync(post(to, SPAN), BodyHandlers.discarding()));
      }
      for (CompletableFuture<HttpResponse<Void>> answer : answers) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
      }
      assertThat(to.intake.items()).isEqualTo(201);
    }
    to.stop();
  }

  @Test
  void tls_tooLarge_isAnsweredBeforeTheBodyIsOver() throws Exception {
    RunningReceivers to = encrypted();
    try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
      byte[] body = tracesOfAbout(5 * RunningReceivers.MAX_MESSAGE_BYTES);

      assertThat(client.send(post(to, body), BodyHandlers.discarding()).statusCode())
          .isEqualTo(413);
      assertThat(client.send(post(to, SPAN), BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
    }
    to.stop();
  }

  @Test
  void tls_plainText_isNotAnswered() throws Exception {
    RunningReceivers to = encrypted();
    try (RawConnection connection = RawConnection.open(to.http())) {
      connection.post("", SPAN);

      assertThatThrownBy(connection::reply).isInstanceOf(IOException.class);
    }
    to.stop();
  }

  /// A client of HTTP/2 that writes its frames itself.
  private static final class Frames implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    Frames(RunningReceivers to) throws IOException {
      socket = new Socket(to.http().getAddress(), to.http().getPort());
      socket.setSoTimeout(20_000);
      in = new DataInputStream(socket.getInputStream());
      socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      send(SETTINGS, 0, 0, new byte[0]);
    }

    void send(int type, int flags, int stream, byte[] payload) throws IOException {
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      frame.write(payload.length >>> 16);
      frame.write(payload.length >>> 8);
      frame.write(payload.length);
      frame.write(type);
      frame.write(flags);
      frame.writeBytes(HexFormat.of().parseHex("%08x".formatted(stream)));
      frame.writeBytes(payload);
      socket.getOutputStream().write(frame.toByteArray());
    }

    void headers(int stream, int flags, String... namesAndValues) throws IOException {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      for (int i = 0; i < namesAndValues.length; i += 2) {
        block.write(0);
        block.write(namesAndValues[i].length());
        block.writeBytes(namesAndValues[i].getBytes(US_ASCII));
        block.write(namesAndValues[i + 1].length());
        block.writeBytes(namesAndValues[i + 1].getBytes(US_ASCII));
      }
      send(HEADERS, flags | END_HEADERS, stream, block.toByteArray());
    }

    void post(int stream, int flags) throws IOException {
      headers(
          stream,
          flags,
          ":method",
          "POST",
          ":scheme",
          "http",
          ":path",
          "/v1/traces",
          ":authority",
          "t",
          "content-type",
          "application/x-protobuf");
    }

    /// The payload of the next frame of that type.
    byte[] await(int type) throws IOException {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int read = in.readUnsignedByte();
        in.readUnsignedByte();
        in.readInt();
        byte[] payload = in.readNBytes(length);
        if (read == type) {
          return payload;
        }
      }
    }

    boolean isEnded() {
      try {
        while (in.read() >= 0) {
          // What was under way.
        }
        return true;
      } catch (IOException e) {
        return String.valueOf(e.getMessage()).contains("reset");
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void cleartext_withPriorKnowledge_isSpoken() throws IOException {
    try (Frames frames = new Frames(receivers)) {
      frames.post(1, 0);
      frames.send(DATA, END_STREAM, 1, SPAN);
      assertThat(frames.await(HEADERS)[0] & 0xFF).isEqualTo(INDEXED_200);
      frames.post(3, END_STREAM);
      assertThat(frames.await(HEADERS)[0] & 0xFF).isEqualTo(INDEXED_200);
    }
    assertThat(receivers.intake.items()).isEqualTo(1);
  }

  @Test
  void connection_floodedWithPings_isEnded() throws IOException {
    try (Frames frames = new Frames(receivers)) {
      for (int i = 0; i < HttpLimits.MAX_CONTROL_FRAMES; i++) {
        frames.send(PING, 0, 0, new byte[8]);
      }
      byte[] goAway = frames.await(GOAWAY);

      // ENHANCE_YOUR_CALM
      assertThat(goAway[7]).isEqualTo((byte) 0xB);
      assertThat(frames.isEnded()).isTrue();
    }
  }

  @Test
  void connection_withRapidResets_isEnded() throws IOException {
    try (Frames frames = new Frames(receivers)) {
      for (int i = 0; i < 500; i++) {
        frames.post(2 * i + 1, 0);
        frames.send(3, 0, 2 * i + 1, new byte[] {0, 0, 0, 8});
      }
      assertThat(frames.isEnded()).isTrue();
    } catch (IOException e) {
      assertThat(e.getMessage()).containsAnyOf("reset", "Broken pipe");
    }
    try (RawConnection connection = RawConnection.open(receivers.http())) {
      connection.post("", SPAN);
      assertThat(connection.reply().status()).isEqualTo(200);
    }
  }

  @Test
  void stop_letsOpenStreamsEnd() throws Exception {
    RunningReceivers stopped = RunningReceivers.start();
    stopped.intake.hold();
    try (Frames frames = new Frames(stopped)) {
      frames.post(1, 0);
      frames.send(DATA, END_STREAM, 1, SPAN);
      RunningReceivers.await(() -> stopped.intake.waiting() == 1);
      CompletableFuture<Void> stop =
          CompletableFuture.runAsync(() -> {
            try {
              stopped.receivers().stop(Duration.ofSeconds(15));
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      frames.await(GOAWAY);
      stopped.intake.answerWaiting();

      assertThat(frames.await(HEADERS)[0] & 0xFF).isEqualTo(INDEXED_200);
      assertThat(frames.isEnded()).isTrue();
      stop.get();
    }
  }
}
