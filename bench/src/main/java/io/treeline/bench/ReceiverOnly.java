package io.treeline.bench;

import io.treeline.model.ingest.Ack;
import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.SpanBatch;
import io.treeline.model.ingest.SpanIntake;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.receiver.OtlpReceivers;
import io.treeline.receiver.ReceiverSettings;
import io.treeline.receiver.grpc.GrpcSettings;
import io.treeline.receiver.grpc.KeepaliveSettings;
import io.treeline.receiver.http.HttpSettings;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.net.Pem;
import io.treeline.receiver.net.TlsSettings;
import io.treeline.receiver.scan.LogsPolicy;
import io.treeline.testkit.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The receivers without ring and store, for what they alone cost and hold.
///
/// `ReceiverOnly [authority.pem]`. Prints its ports and runs until its input ends. With a file it
/// serves TLS, and writes there the certificate that its clients must trust.
public final class ReceiverOnly implements SpanIntake {
  private static final long BUDGET_BYTES = 64L << 20;
  private static final ListenAddress ANY_PORT = new ListenAddress.Tcp("127.0.0.1", 0);

  public static void main(String[] args) throws Exception {
    TlsSettings tls = args.length > 0 ? tls(Path.of(args[0])) : null;
    OtlpReceivers receivers =
        new OtlpReceivers(
            "otlp",
            settings(tls),
            new ReceiverOnly(),
            new InFlightBudget(BUDGET_BYTES),
            new Telemetry(),
            System::currentTimeMillis);
    receivers.start();
    System.out.println("grpc " + receivers.grpcAddress() + " http " + receivers.httpAddress());
    while (System.in.read() >= 0) {
      // Until whoever started it ends.
    }
    receivers.stop(Duration.ofSeconds(1));
  }

  private static ReceiverSettings settings(@Nullable TlsSettings tls) {
    return new ReceiverSettings(
        new GrpcSettings(
            ANY_PORT,
            ReceiverSettings.MAX_MESSAGE_BYTES,
            GrpcSettings.MAX_CONCURRENT_STREAMS,
            KeepaliveSettings.DEFAULT,
            tls,
            null),
        HttpSettings.open(ANY_PORT, ReceiverSettings.MAX_MESSAGE_BYTES),
        LogsPolicy.GENAI);
  }

  private static TlsSettings tls(Path authorityFile) throws Exception {
    TestCertificate authority = TestCertificate.authority("bench");
    TestCertificate server = authority.issue("localhost");
    Files.writeString(authorityFile, authority.pem());
    return TlsSettings.of(new Pem.Inline(server.chainPem()), new Pem.Inline(server.keyPem()));
  }

  @Override
  public @Nullable Refusal offer(SpanBatch batch, Ack ack) {
    ack.done(null);
    return null;
  }
}
