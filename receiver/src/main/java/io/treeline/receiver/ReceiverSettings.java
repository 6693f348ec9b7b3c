package io.treeline.receiver;

import io.treeline.receiver.grpc.GrpcSettings;
import io.treeline.receiver.http.HttpSettings;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.scan.LogsPolicy;
import io.treeline.receiver.scan.MetricsPolicy;
import org.jspecify.annotations.Nullable;

/// What the OTLP receivers need to know; a protocol that is null is off, one at least is on.
public record ReceiverSettings(
    @Nullable GrpcSettings grpc,
    @Nullable HttpSettings http,
    LogsPolicy logs,
    MetricsPolicy metrics) {
  /// The specification's ports.
  public static final int GRPC_PORT = 4317;

  public static final int HTTP_PORT = 4318;

  /// The specification's recommendation (1.11), on the wire and after decompression.
  public static final int MAX_MESSAGE_BYTES = 64 << 20;

  public ReceiverSettings {
    if (grpc == null && http == null) {
      throw new IllegalArgumentException("no protocol");
    }
  }

  /// The same, storing no metrics.
  public ReceiverSettings(
      @Nullable GrpcSettings grpc, @Nullable HttpSettings http, LogsPolicy logs) {
    this(grpc, http, logs, MetricsPolicy.DROP);
  }

  /// Both protocols on their ports of the loopback address, in cleartext, for anyone.
  public static ReceiverSettings defaults() {
    return new ReceiverSettings(
        GrpcSettings.open(new ListenAddress.Tcp("127.0.0.1", GRPC_PORT), MAX_MESSAGE_BYTES),
        HttpSettings.open(new ListenAddress.Tcp("127.0.0.1", HTTP_PORT), MAX_MESSAGE_BYTES),
        LogsPolicy.GENAI);
  }

  /// The same, where a port that may be any is the one of these addresses.
  public ReceiverSettings onPortsOf(
      @Nullable ListenAddress grpcInUse, @Nullable ListenAddress httpInUse) {
    return new ReceiverSettings(
        grpc == null ? null : grpc.at(fixed(grpc.address(), grpcInUse)),
        http == null ? null : http.at(fixed(http.address(), httpInUse)),
        logs,
        metrics);
  }

  /// Whether files are read for it, which may change while the settings do not.
  public boolean hasFiles() {
    boolean grpcHas = grpc != null && (grpc.tls() != null || grpc.auth() != null);
    boolean httpHas = http != null && (http.tls() != null || http.auth() != null);
    return grpcHas || httpHas;
  }

  private static ListenAddress fixed(ListenAddress wanted, @Nullable ListenAddress inUse) {
    boolean isAny = wanted instanceof ListenAddress.Tcp tcp && tcp.port() == 0;
    return isAny && inUse instanceof ListenAddress.Tcp tcp ? wanted.withPort(tcp.port()) : wanted;
  }
}
