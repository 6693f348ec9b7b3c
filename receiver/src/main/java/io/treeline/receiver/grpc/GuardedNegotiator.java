package io.treeline.receiver.grpc;

import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import io.treeline.receiver.net.ServerTls;
import org.jspecify.annotations.Nullable;

/// Begins connections as gRPC does, in cleartext or with TLS, with our guards in place before their
/// first byte.
///
/// This is gRPC's internal place for it: the public ones see a call when its message is complete
/// and buffered (ADR 0008).
final class GuardedNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {
  private final InternalProtocolNegotiator.ProtocolNegotiator grpc;
  private final PortCalls port;
  private final KeepaliveSettings keepalive;
  private final @Nullable ServerTls tls;

  GuardedNegotiator(PortCalls port, KeepaliveSettings keepalive, @Nullable ServerTls tls) {
    this.grpc =
        tls == null
            ? InternalProtocolNegotiators.serverPlaintext()
            : InternalProtocolNegotiators.serverTls(tls.context());
    this.port = port;
    this.keepalive = keepalive;
    this.tls = tls;
  }

  @Override
  public AsciiString scheme() {
    return grpc.scheme();
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler handler) {
    ArrivingFrames.watch(handler, new ConnectionCalls(handler, port));
    return new Beginning(handler, grpc.newHandler(handler));
  }

  @Override
  public void close() {
    grpc.close();
  }

  /// Puts the guard first and gives its own place to gRPC's handler.
  private final class Beginning extends ChannelInboundHandlerAdapter {
    private final GrpcHttp2ConnectionHandler handler;
    private final ChannelHandler negotiation;

    Beginning(GrpcHttp2ConnectionHandler handler, ChannelHandler negotiation) {
      this.handler = handler;
      this.negotiation = negotiation;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      if (!port.connected()) {
        var _ = ctx.channel().close();
        return;
      }
      var _ = ctx.channel().closeFuture().addListener(closed -> port.disconnected());
      ctx.pipeline().addFirst(new ConnectionGuard(handler, keepalive, tls));
      ctx.pipeline().replace(ctx.name(), null, negotiation);
    }
  }
}
