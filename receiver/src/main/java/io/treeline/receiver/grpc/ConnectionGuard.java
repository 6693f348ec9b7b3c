package io.treeline.receiver.grpc;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.treeline.receiver.net.ServerTls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// First to see the bytes of one connection: asks silent clients whether they are there, and reads
/// nothing from those that do not read what they are sent.
///
/// gRPC's own probe is not used because it takes ten seconds for the least that may be set. On the
/// connection's event loop.
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
  /// What our probes say, by which their answers are known.
  static final long PING = 0x7261_6365_5075_6C73L;

  /// How long a client may not read what it is sent.
  private static final Duration UNREAD = Duration.ofSeconds(30);

  private final Http2ConnectionHandler handler;
  private final @Nullable ServerTls tls;
  private final long probeNanos;
  private final long probeTimeoutNanos;
  private boolean begun;
  private long lastReadNanos;
  private int writabilityChanges;

  ConnectionGuard(
      Http2ConnectionHandler handler, KeepaliveSettings keepalive, @Nullable ServerTls tls) {
    this.handler = handler;
    this.tls = tls;
    this.probeNanos = keepalive.probeInterval().toNanos();
    this.probeTimeoutNanos = keepalive.probeTimeout().toNanos();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    lastReadNanos = System.nanoTime();
    after(ctx, probeNanos, () -> probe(ctx));
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    lastReadNanos = System.nanoTime();
    if (!begun) {
      begun = true;
      watchHandshake(ctx);
    }
    ctx.fireChannelRead(message);
  }

  private void watchHandshake(ChannelHandlerContext ctx) {
    SslHandler ssl = ctx.pipeline().get(SslHandler.class);
    if (tls != null && ssl != null) {
      tls.watch(ssl);
    }
  }

  /// Reading and writing go together, so that answers cannot pile up.
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    boolean writable = ctx.channel().isWritable();
    ctx.channel().config().setAutoRead(writable);
    int change = ++writabilityChanges;
    if (!writable) {
      after(
          ctx,
          UNREAD.toNanos(),
          () -> {
            if (change == writabilityChanges) {
              close(ctx);
            }
          });
    }
    ctx.fireChannelWritabilityChanged();
  }

  private void probe(ChannelHandlerContext ctx) {
    long silent = System.nanoTime() - lastReadNanos;
    if (silent < probeNanos) {
      after(ctx, probeNanos - silent, () -> probe(ctx));
      return;
    }
    ChannelHandlerContext http2 = ctx.pipeline().context(handler);
    if (http2 != null) {
      var _ = handler.encoder().writePing(http2, false, PING, http2.newPromise());
      http2.flush();
    }
    long askedNanos = System.nanoTime();
    after(ctx, probeTimeoutNanos, () -> closeIfSilent(ctx, askedNanos));
  }

  private void closeIfSilent(ChannelHandlerContext ctx, long sinceNanos) {
    if (lastReadNanos - sinceNanos < 0) {
      close(ctx);
    } else {
      probe(ctx);
    }
  }

  private static void close(ChannelHandlerContext ctx) {
    // Not gracefully: nobody is there to say goodbye to.
    ctx.channel().unsafe().closeForcibly();
  }

  private static void after(ChannelHandlerContext ctx, long nanos, Runnable then) {
    Runnable whileOpen =
        () -> {
          if (ctx.channel().isActive()) {
            then.run();
          }
        };
    var _ = ctx.executor().schedule(whileOpen, nanos, TimeUnit.NANOSECONDS);
  }
}
