package io.treeline.receiver.grpc;

import static io.treeline.receiver.Requests.span;
import static io.treeline.receiver.Requests.traces;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.treeline.receiver.RunningReceivers;
import io.treeline.receiver.auth.AuthSettings;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.net.Pem;
import io.treeline.receiver.net.TlsSettings;
import io.treeline.testkit.TestCertificate;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// TLS and credentials, with a real client.
@Timeout(60)
final class GrpcSecurityIT {
  private static final TestCertificate AUTHORITY = TestCertificate.authority("ca");
  private static final TestCertificate SERVER = AUTHORITY.issue("server");
  private static final byte[] BODY = traces(span(1, 2)).toByteArray();

  private static TlsSettings tls(@Nullable TestCertificate clientCa) {
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

  private static RunningReceivers start(@Nullable TlsSettings tls, @Nullable AuthSettings auth)
      throws Exception {
    return RunningReceivers.start(
        new GrpcSettings(
            new ListenAddress.Tcp("127.0.0.1", 0),
            1 << 20,
            100,
            KeepaliveSettings.DEFAULT,
            tls,
            auth));
  }

  private static Status.Code export(
      RunningReceivers receivers, TestCertificate trusted, @Nullable TestCertificate own)
      throws Exception {
    TlsChannelCredentials.Builder credentials =
        TlsChannelCredentials.newBuilder().trustManager(stream(trusted.pem()));
    if (own != null) {
      credentials.keyManager(stream(own.chainPem()), stream(own.keyPem()));
    }
    return export(receivers, credentials.build());
  }

  private static Status.Code export(RunningReceivers receivers, ChannelCredentials credentials) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", receivers.grpc().getPort(), credentials)
            .build();
    try {
      var response = TraceServiceGrpc.newBlockingStub(channel).export(traces(span(1, 2)));
      assertThat(response.hasPartialSuccess()).isFalse();
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    } finally {
      channel.shutdownNow();
    }
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(US_ASCII));
  }

  @Test
  void tls_clientThatTrustsUs_isServed() throws Exception {
    RunningReceivers receivers = start(tls(null), null);

    assertThat(export(receivers, AUTHORITY, null)).isEqualTo(Status.Code.OK);
    assertThat(export(receivers, TestCertificate.authority("other"), null))
        .isEqualTo(Status.Code.UNAVAILABLE);

    RunningReceivers.await(() -> failedHandshakes(receivers) == 1);
    receivers.stop();
  }

  private static long failedHandshakes(RunningReceivers receivers) {
    return receivers.count("treeline_tls_handshakes_failed_total", "protocol", "OTLP/gRPC");
  }

  @Test
  void mutualTls_onlyClientsOfOurAuthority_areServed() throws Exception {
    RunningReceivers receivers = start(tls(AUTHORITY), null);

    assertThat(export(receivers, AUTHORITY, AUTHORITY.issueRsa("client")))
        .isEqualTo(Status.Code.OK);
    for (TestCertificate own :
        new @Nullable TestCertificate[] {
          null, TestCertificate.authority("x").issue("client"), AUTHORITY.issueExpired("client")
        }) {
      assertThat(export(receivers, AUTHORITY, own)).isEqualTo(Status.Code.UNAVAILABLE);
    }
    RunningReceivers.await(() -> failedHandshakes(receivers) == 3);
    receivers.stop();
  }

  @Test
  void tls_cleartextOrSilentClient_endsAloneAndOthersAreServed() throws Exception {
    RunningReceivers receivers = start(tls(null), null);
    try (Http2Wire cleartext = new Http2Wire(socket(receivers));
        Socket silent = socket(receivers)) {
      cleartext.begin();

      assertThat(export(receivers, AUTHORITY, null)).isEqualTo(Status.Code.OK);
      assertThat(cleartext.isClosed()).isTrue();
      RunningReceivers.await(() -> failedHandshakes(receivers) == 1);
      assertThat(silent.isClosed()).isFalse();
    }
    receivers.stop();
  }

  private static Socket socket(RunningReceivers receivers) throws Exception {
    return new Socket(receivers.grpc().getAddress(), receivers.grpc().getPort());
  }

  private static StatusRuntimeException refusal(
      RunningReceivers receivers, String header, @Nullable String value) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(receivers.grpc()).usePlaintext().build();
    Metadata metadata = new Metadata();
    if (value != null) {
      metadata.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), value);
    }
    try {
      return catchThrowableOfType(
          StatusRuntimeException.class,
          () ->
              TraceServiceGrpc.newBlockingStub(channel)
                  .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                  .export(traces(span(1, 2))));
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void basic_wrongOrNoCredentials_areUnauthenticated() throws Exception {
    RunningReceivers receivers = start(null, new AuthSettings.Basic(null, "ann:secret"));
    String right = "Basic " + Base64.getEncoder().encodeToString("ann:secret".getBytes(UTF_8));

    assertThat(refusal(receivers, "authorization", right)).isNull();
    for (String wrong : new @Nullable String[] {null, "Basic YW5uOm5v", "Bearer secret"}) {
      StatusRuntimeException refusal = refusal(receivers, "authorization", wrong);
      assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(refusal.getStatus().getDescription()).doesNotContain("secret", "YW5u");
    }

    assertThat(receivers.intake.batches()).hasSize(1);
    assertThat(receivers.refused("unauthenticated")).isEqualTo(3);
    receivers.stop();
  }

  @Test
  void bearer_ownHeader_isAsked() throws Exception {
    RunningReceivers receivers =
        start(null, new AuthSettings.Bearer("X-Key", "", List.of("one", "two"), null));

    assertThat(refusal(receivers, "x-key", "two")).isNull();
    assertThat(refusal(receivers, "x-key", "three").getStatus().getCode())
        .isEqualTo(Status.Code.UNAUTHENTICATED);
    receivers.stop();
  }

  @Test
  void auth_wrongCredentials_areRefusedBeforeTheMessageIsThere() throws Exception {
    RunningReceivers receivers =
        start(null, new AuthSettings.Bearer("Authorization", "Bearer", List.of("one"), null));
    try (Http2Wire wire = Http2Wire.connect(receivers.grpc())) {
      wire.call(1, "authorization=Bearer two").sendRaw(new byte[0]);
      assertThat(wire.end(1).header("grpc-status")).isEqualTo("16");

      wire.call(3, "authorization=Bearer one").message(3, BODY, true);
      assertThat(wire.end(3).header("grpc-status")).isEqualTo("0");
    }
    RunningReceivers.await(() -> receivers.budget.usedBytes() == 0);
    receivers.stop();
  }
}
