package io.treeline.app.server;

import io.treeline.app.config.Config.OtlpConfig;
import io.treeline.app.config.Endpoint;
import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.SpanIntake;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.processor.view.TimeSource;
import io.treeline.receiver.OtlpReceivers;
import io.treeline.receiver.ReceiverSettings;
import io.treeline.receiver.grpc.GrpcSettings;
import io.treeline.receiver.http.HttpSettings;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.net.ReceiverException;
import io.treeline.receiver.scan.LogsPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The OTLP ports, those that the configuration names.
final class Receivers implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final OtlpReceivers receivers;

  private Receivers(OtlpReceivers receivers) {
    this.receivers = receivers;
  }

  /// Listens on every port named.
  ///
  /// @throws StartException if one cannot be bound
  static Receivers start(
      OtlpConfig config,
      LogsPolicy logs,
      SpanIntake intake,
      InFlightBudget budget,
      Telemetry telemetry) {
    ReceiverSettings settings =
        new ReceiverSettings(
            config.grpc() == null
                ? null
                : GrpcSettings.open(tcp(config.grpc()), (int) config.grpcMaxMessageBytes()),
            config.http() == null
                ? null
                : HttpSettings.open(tcp(config.http()), (int) config.httpMaxMessageBytes()),
            logs);
    OtlpReceivers receivers =
        new OtlpReceivers(
            "otlp", settings, intake, budget, telemetry, TimeSource.SYSTEM::unixNanos);
    try {
      receivers.start();
      return new Receivers(receivers);
    } catch (ReceiverException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted");
    }
  }

  private static ListenAddress tcp(Endpoint endpoint) {
    return new ListenAddress.Tcp(endpoint.host(), endpoint.port());
  }

  /// The gRPC address in use, null when it is off.
  @Nullable Endpoint grpc() {
    return endpoint(receivers.grpcAddress());
  }

  /// The HTTP address in use, null when it is off.
  @Nullable Endpoint http() {
    return endpoint(receivers.httpAddress());
  }

  private static @Nullable Endpoint endpoint(@Nullable ListenAddress address) {
    return address instanceof ListenAddress.Tcp tcp ? new Endpoint(tcp.host(), tcp.port()) : null;
  }

  /// Takes nothing new, lets what runs be answered, closes the ports.
  @Override
  public void close() {
    try {
      receivers.stop(DRAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
