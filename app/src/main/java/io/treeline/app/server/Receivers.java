package io.treeline.app.server;

import io.treeline.app.config.Config.OtlpConfig;
import io.treeline.app.config.Endpoint;
import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.SpanIntake;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.processor.view.TimeSource;
import io.treeline.receiver.admission.Admission;
import io.treeline.receiver.admission.OtlpIngest;
import io.treeline.receiver.admission.ReceiverException;
import io.treeline.receiver.admission.ReceiverTelemetry;
import io.treeline.receiver.grpc.GrpcSettings;
import io.treeline.receiver.grpc.OtlpGrpcReceiver;
import io.treeline.receiver.http.HttpSettings;
import io.treeline.receiver.http.OtlpHttpReceiver;
import io.treeline.receiver.scan.LogsPolicy;
import io.treeline.receiver.scan.OtlpScanner;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The OTLP ports, those that the configuration names.
final class Receivers implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final OtlpConfig config;
  private final @Nullable OtlpGrpcReceiver grpc;
  private final @Nullable OtlpHttpReceiver http;

  private Receivers(
      OtlpConfig config, @Nullable OtlpGrpcReceiver grpc, @Nullable OtlpHttpReceiver http) {
    this.config = config;
    this.grpc = grpc;
    this.http = http;
  }

  /// Listens on every port named.
  ///
  /// @throws StartException if one cannot be bound
  static Receivers start(
      OtlpConfig config,
      LogsPolicy logs,
      SpanIntake intake,
      InFlightBudget budget,
      Telemetry registry) {
    ReceiverTelemetry telemetry = new ReceiverTelemetry(registry);
    Admission admission = new Admission(budget);
    OtlpIngest ingest =
        new OtlpIngest(new OtlpScanner(logs), intake, telemetry, TimeSource.SYSTEM::unixNanos);
    Receivers receivers =
        new Receivers(
            config,
            grpc(config, budget, admission, ingest, telemetry),
            http(config, budget, admission, ingest, telemetry));
    try {
      receivers.listen();
      return receivers;
    } catch (ReceiverException e) {
      receivers.close();
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable OtlpGrpcReceiver grpc(
      OtlpConfig config,
      InFlightBudget budget,
      Admission admission,
      OtlpIngest ingest,
      ReceiverTelemetry telemetry) {
    Endpoint at = config.grpc();
    if (at == null) {
      return null;
    }
    int largest = largest(config.grpcMaxMessageBytes(), budget);
    return new OtlpGrpcReceiver(
        new GrpcSettings(at.host(), at.port(), largest), admission, ingest, telemetry);
  }

  private static @Nullable OtlpHttpReceiver http(
      OtlpConfig config,
      InFlightBudget budget,
      Admission admission,
      OtlpIngest ingest,
      ReceiverTelemetry telemetry) {
    Endpoint at = config.http();
    if (at == null) {
      return null;
    }
    int largest = largest(config.httpMaxMessageBytes(), budget);
    HttpSettings settings =
        new HttpSettings(at.host(), at.port(), largest, HttpSettings.STANDARD_PATHS);
    return new OtlpHttpReceiver(settings, admission, ingest, telemetry);
  }

  /// A message larger than the budget could never be admitted.
  private static int largest(long configured, InFlightBudget budget) {
    return (int) Math.min(configured, budget.limitBytes());
  }

  private void listen() {
    if (grpc != null) {
      grpc.start();
    }
    if (http != null) {
      http.start();
    }
  }

  /// The gRPC address in use, null when it is off.
  @Nullable Endpoint grpc() {
    Endpoint at = config.grpc();
    return grpc == null || at == null ? null : at.withPort(grpc.address().getPort());
  }

  /// The HTTP address in use, null when it is off.
  @Nullable Endpoint http() {
    Endpoint at = config.http();
    return http == null || at == null ? null : at.withPort(http.address().getPort());
  }

  /// Takes nothing new, lets what runs be answered, closes the ports.
  @Override
  public void close() {
    if (grpc != null) {
      grpc.refuseNew();
    }
    if (http != null) {
      http.refuseNew();
    }
    try {
      if (grpc != null) {
        grpc.stop(DRAIN);
      }
      if (http != null) {
        http.stop(DRAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
