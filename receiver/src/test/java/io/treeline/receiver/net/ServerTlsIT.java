package io.treeline.receiver.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.netty.shaded.io.netty.buffer.UnpooledByteBufAllocator;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.testkit.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerTlsIT {
  private static final TestCertificate AUTHORITY = TestCertificate.authority("ca");
  private static final TestCertificate SERVER = AUTHORITY.issue("server");

  @TempDir private Path directory;

  private static TlsSettings inline(@Nullable TestCertificate clientCa) {
    return new TlsSettings(
        new Pem.Inline(SERVER.chainPem()),
        new Pem.Inline(SERVER.keyPem()),
        clientCa == null ? null : new Pem.Inline(clientCa.pem()),
        Duration.ZERO,
        false,
        TlsSettings.TLS_1_2,
        TlsSettings.TLS_1_3,
        List.of(),
        List.of());
  }

  private static ServerTls read(TlsSettings settings) {
    return ServerTls.read("OTLP/gRPC", settings, Alpn.H2, new Telemetry());
  }

  private static SSLEngine engine(ServerTls tls) {
    return tls.context().newEngine(UnpooledByteBufAllocator.DEFAULT);
  }

  private static String served(ServerTls tls) throws Exception {
    SSLEngine client = Handshake.client(AUTHORITY, null);
    Handshake.between(client, engine(tls));
    X509Certificate certificate = (X509Certificate) client.getSession().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName();
  }

  @Test
  void handshake_withHttp2_agreesOnIt() throws Exception {
    SSLEngine client = Handshake.client(AUTHORITY, null);
    SSLParameters parameters = client.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"http/1.1", "h2"});
    client.setSSLParameters(parameters);

    Handshake.between(client, engine(read(inline(null))));

    assertThat(client.getApplicationProtocol()).isEqualTo("h2");
    assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
  }

  @Test
  void handshake_clientOfOurAuthority_isTaken() throws Exception {
    SSLEngine client = Handshake.client(AUTHORITY, AUTHORITY.issue("client"));

    Handshake.between(client, engine(read(inline(AUTHORITY))));

    assertThat(client.getSession().isValid()).isTrue();
  }

  @Test
  void handshake_clientWeDoNotKnow_isRefused() {
    ServerTls tls = read(inline(AUTHORITY));
    TestCertificate other = TestCertificate.authority("other");

    for (TestCertificate own :
        new @Nullable TestCertificate[] {
          null, other.issue("client"), AUTHORITY.issueExpired("client")
        }) {
      assertThatThrownBy(() -> Handshake.between(Handshake.client(AUTHORITY, own), engine(tls)))
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void settings_versionsSuitesAndGroups_areFollowed() throws Exception {
    TestCertificate rsa = AUTHORITY.issueRsa("rsa");
    TlsSettings settings =
        new TlsSettings(
            new Pem.Inline(rsa.chainPem()),
            new Pem.Inline(rsa.keyPem()),
            null,
            Duration.ZERO,
            false,
            TlsSettings.TLS_1_2,
            TlsSettings.TLS_1_2,
            List.of("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305"),
            List.of("X25519MLKEM768", "P384"));
    SSLEngine client = Handshake.client(AUTHORITY, null);
    SSLEngine server = engine(read(settings));

    Handshake.between(client, server);

    assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.2");
    assertThat(client.getSession().getCipherSuite())
        .isEqualTo("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    assertThat(server.getSSLParameters().getNamedGroups()).containsExactly("secp384r1");
  }

  @Test
  void open_whatCannotBeUsed_saysWhy() throws Exception {
    Path missing = directory.resolve("missing.pem");
    Pem key = new Pem.Inline(SERVER.keyPem());
    Pem other = new Pem.Inline(AUTHORITY.keyPem());

    assertProblem(TlsSettings.of(new Pem.File(missing), key), "there is no file " + missing);
    assertProblem(
        TlsSettings.of(new Pem.Inline(SERVER.pem()), other),
        "the private key does not match the certificate");
    assertProblem(TlsSettings.of(key, key), "no CERTIFICATE in the PEM text");
  }

  private static void assertProblem(TlsSettings settings, String problem) {
    assertThatThrownBy(() -> read(settings))
        .isInstanceOf(ReceiverException.class)
        .hasMessage("cannot use tls of OTLP/gRPC: " + problem);
  }

  @Test
  void reload_changedCertificate_isServedToNewConnections() throws Exception {
    ServerTls tls = read(files(SERVER));
    assertThat(served(tls)).isEqualTo("CN=server");

    files(AUTHORITY.issueRsa("renewed"));
    tls.reloadCertificate();

    assertThat(served(tls)).isEqualTo("CN=renewed");
  }

  @Test
  void reload_brokenOrHalfWritten_keepsWhatItHas() throws Exception {
    ServerTls tls = read(files(SERVER));

    Files.writeString(directory.resolve("tls.crt"), AUTHORITY.issue("half").pem());
    tls.reloadCertificate();
    assertThat(served(tls)).isEqualTo("CN=server");

    Files.delete(directory.resolve("tls.key"));
    tls.reloadCertificate();
    assertThat(served(tls)).isEqualTo("CN=server");

    files(AUTHORITY.issue("whole"));
    tls.reloadCertificate();
    assertThat(served(tls)).isEqualTo("CN=whole");
  }

  @Test
  void reload_otherClientAuthority_refusesClientsOfTheFirst() throws Exception {
    Path ca = Files.writeString(directory.resolve("ca.crt"), AUTHORITY.pem());
    ServerTls tls =
        read(
            new TlsSettings(
                new Pem.Inline(SERVER.chainPem()),
                new Pem.Inline(SERVER.keyPem()),
                new Pem.File(ca),
                Duration.ZERO,
                true,
                TlsSettings.TLS_1_2,
                TlsSettings.TLS_1_3,
                List.of(),
                List.of()));
    TestCertificate other = TestCertificate.authority("other");
    Handshake.between(Handshake.client(AUTHORITY, AUTHORITY.issue("one")), engine(tls));

    Files.writeString(ca, other.pem());
    tls.reloadClientCa();

    Handshake.between(Handshake.client(AUTHORITY, other.issue("two")), engine(tls));
    assertThatThrownBy(() ->
            Handshake.between(Handshake.client(AUTHORITY, AUTHORITY.issue("one")), engine(tls)))
        .isInstanceOf(SSLException.class);
  }

  private TlsSettings files(TestCertificate certificate) throws Exception {
    Path chain = Files.writeString(directory.resolve("tls.crt"), certificate.chainPem());
    Path key = Files.writeString(directory.resolve("tls.key"), certificate.keyPem());
    return TlsSettings.of(new Pem.File(chain), new Pem.File(key));
  }
}
