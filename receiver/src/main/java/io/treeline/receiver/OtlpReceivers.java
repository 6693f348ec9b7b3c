package io.treeline.receiver;

import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.SpanIntake;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.receiver.admission.Admission;
import io.treeline.receiver.admission.OtlpIngest;
import io.treeline.receiver.admission.ReceiverTelemetry;
import io.treeline.receiver.admission.ScanPool;
import io.treeline.receiver.auth.AuthSettings;
import io.treeline.receiver.auth.Authenticator;
import io.treeline.receiver.grpc.GrpcSettings;
import io.treeline.receiver.grpc.OtlpGrpcReceiver;
import io.treeline.receiver.http.HttpSettings;
import io.treeline.receiver.http.OtlpHttpReceiver;
import io.treeline.receiver.net.EventLoops;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.net.ReceiverException;
import io.treeline.receiver.net.ServerTls;
import io.treeline.receiver.net.TlsSettings;
import io.treeline.receiver.scan.OtlpScanner;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The OTLP receivers of one process, which share one memory budget.
///
/// Start and stop are called once each, from one thread.
public final class OtlpReceivers {
  private final EventLoops loops = EventLoops.start();
  private final ScanPool scans = new ScanPool();
  private final @Nullable OtlpGrpcReceiver grpc;
  private final @Nullable OtlpHttpReceiver http;

  /// Makes the receivers; message limits above the budget become the budget.
  ///
  /// @param id names the receiver in telemetry, such as `otlp`
  /// @param intake takes the batches, never waiting
  /// @param budget what may be between socket and disk; ours alone
  /// @param unixNanos the wall clock, for arrival times
  public OtlpReceivers(
      String id,
      ReceiverSettings settings,
      SpanIntake intake,
      InFlightBudget budget,
      Telemetry telemetry,
      LongSupplier unixNanos) {
    ReceiverTelemetry counts = new ReceiverTelemetry(id, telemetry);
    telemetry.gauge(
        "treeline_in_flight_bytes",
        Map.of(),
        "Bytes of requests between socket and disk",
        budget::usedBytes);
    Admission admission = new Admission(budget);
    OtlpIngest ingest =
        new OtlpIngest(
            new OtlpScanner(settings.logs(), settings.metrics()), intake, counts, unixNanos);
    GrpcSettings grpcSettings = settings.grpc();
    this.grpc =
        grpcSettings == null
            ? null
            : new OtlpGrpcReceiver(
                grpcSettings.within(budget.limitBytes()), loops, scans, admission, ingest, counts);
    HttpSettings httpSettings = settings.http();
    this.http =
        httpSettings == null
            ? null
            : new OtlpHttpReceiver(
                httpSettings.within(budget.limitBytes()), loops, scans, admission, ingest, counts);
  }

  /// Reads every file that the settings name, opening no port.
  ///
  /// @throws ReceiverException if one of them, or a name, cannot be used
  public static void check(ReceiverSettings settings) {
    if (settings.grpc() != null) {
      check(OtlpGrpcReceiver.PROTOCOL, settings.grpc().tls(), settings.grpc().auth());
    }
    if (settings.http() != null) {
      check(OtlpHttpReceiver.PROTOCOL, settings.http().tls(), settings.http().auth());
    }
  }

  private static void check(
      String protocol, @Nullable TlsSettings tls, @Nullable AuthSettings auth) {
    if (tls != null) {
      ServerTls.check(protocol, tls);
    }
    if (auth != null) {
      Authenticator.of(protocol, auth);
    }
  }

  /// Binds the ports and begins to take requests.
  ///
  /// @throws ReceiverException if an address cannot be bound; then none is
  public void start() throws InterruptedException {
    try {
      if (grpc != null) {
        grpc.start();
      }
      if (http != null) {
        http.start();
      }
    } catch (ReceiverException e) {
      stop(Duration.ZERO);
      throw e;
    }
  }

  /// Where OTLP/gRPC listens, after [#start]; null if it is off.
  public @Nullable ListenAddress grpcAddress() {
    return grpc == null ? null : grpc.address();
  }

  /// Where OTLP/HTTP listens, after [#start]; null if it is off.
  public @Nullable ListenAddress httpAddress() {
    return http == null ? null : http.address();
  }

  /// What health checks on the ports are told; true from the start.
  public void serving(boolean serves) {
    if (grpc != null) {
      grpc.serving(serves);
    }
  }

  /// Takes nothing new, and waits at most `drain` for what runs to be answered.
  public void stop(Duration drain) throws InterruptedException {
    long endNanos = System.nanoTime() + drain.toNanos();
    if (grpc != null) {
      grpc.refuseNew();
    }
    if (http != null) {
      http.stop(drain);
    }
    if (grpc != null) {
      grpc.stop(Duration.ofNanos(Math.max(0, endNanos - System.nanoTime())));
    }
    scans.stop();
    loops.stop();
  }
}
