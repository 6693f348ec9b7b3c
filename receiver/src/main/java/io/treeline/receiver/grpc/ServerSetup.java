package io.treeline.receiver.grpc;

import io.grpc.netty.shaded.io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.treeline.receiver.net.EventLoops;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How gRPC's server is told the settings of a port.
final class ServerSetup {
  /// From the connection to the first SETTINGS, TLS included.
  private static final Duration HANDSHAKE = Duration.ofSeconds(20);

  /// Headers of one call, as HTTP/2 counts them; gRPC's default.
  private static final int MAX_HEADER_BYTES = 8_192;

  /// Streams that a client may reset in [#RESET_SECONDS]; more end the connection (rapid reset,
  /// CVE-2023-44487). Clients reset what they give up, which for one that times out may be all.
  private static final int MAX_RESETS = 1_000;

  private static final int RESET_SECONDS = 10;

  private ServerSetup() {}

  static NettyServerBuilder of(
      GrpcSettings settings,
      EventLoops loops,
      SocketAddress address,
      GuardedNegotiator negotiator) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address, InternalNettyServerCredentials.create(negotiator))
            .bossEventLoopGroup(loops.acceptor())
            .workerEventLoopGroup(loops.workers())
            .channelFactory(loops.serverChannels(settings.address()))
            .handshakeTimeout(HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS)
            .maxInboundMessageSize(settings.maxMessageBytes())
            .maxInboundMetadataSize(MAX_HEADER_BYTES)
            .maxConcurrentCallsPerConnection(settings.maxConcurrentStreams())
            .maxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS)
            .decompressorRegistry(StreamDecompressor.registry());
    setKeepalive(builder, settings.keepalive());
    return builder;
  }

  private static void setKeepalive(NettyServerBuilder builder, KeepaliveSettings keepalive) {
    builder
        // Ours does it: ConnectionGuard.
        .keepAliveTime(Long.MAX_VALUE, TimeUnit.NANOSECONDS)
        .permitKeepAliveTime(keepalive.leastClientInterval().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveWithoutCalls(keepalive.permitWithoutStream());
    if (keepalive.maxConnectionIdle().isPositive()) {
      builder.maxConnectionIdle(keepalive.maxConnectionIdle().toNanos(), TimeUnit.NANOSECONDS);
    }
    if (keepalive.maxConnectionAge().isPositive()) {
      builder.maxConnectionAge(keepalive.maxConnectionAge().toNanos(), TimeUnit.NANOSECONDS);
    }
    if (keepalive.maxConnectionAgeGrace().isPositive()) {
      builder.maxConnectionAgeGrace(
          keepalive.maxConnectionAgeGrace().toNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
