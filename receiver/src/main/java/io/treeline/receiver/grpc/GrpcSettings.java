package io.treeline.receiver.grpc;

import io.treeline.receiver.auth.AuthSettings;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.net.TlsSettings;
import org.jspecify.annotations.Nullable;

/// How OTLP/gRPC is served.
///
/// @param maxMessageBytes the largest message, on the wire and after decompression
/// @param maxConcurrentStreams calls that one connection may have open
/// @param tls null: cleartext
/// @param auth null: anyone may send
public record GrpcSettings(
    ListenAddress address,
    int maxMessageBytes,
    int maxConcurrentStreams,
    KeepaliveSettings keepalive,
    @Nullable TlsSettings tls,
    @Nullable AuthSettings auth) {

  /// Calls that one connection may have open by default; more wait at the client.
  public static final int MAX_CONCURRENT_STREAMS = 256;

  public GrpcSettings {
    if (maxMessageBytes <= 0) {
      throw new IllegalArgumentException("maxMessageBytes");
    }
    if (maxConcurrentStreams <= 0) {
      throw new IllegalArgumentException("maxConcurrentStreams");
    }
  }

  /// Cleartext for anyone, with defaults.
  public static GrpcSettings open(ListenAddress address, int maxMessageBytes) {
    return new GrpcSettings(
        address, maxMessageBytes, MAX_CONCURRENT_STREAMS, KeepaliveSettings.DEFAULT, null, null);
  }

  /// The same with a message limit of at most `limitBytes`.
  public GrpcSettings within(long limitBytes) {
    return new GrpcSettings(
        address,
        (int) Math.min(maxMessageBytes, limitBytes),
        maxConcurrentStreams,
        keepalive,
        tls,
        auth);
  }

  /// The same somewhere else.
  public GrpcSettings at(ListenAddress other) {
    return new GrpcSettings(other, maxMessageBytes, maxConcurrentStreams, keepalive, tls, auth);
  }
}
