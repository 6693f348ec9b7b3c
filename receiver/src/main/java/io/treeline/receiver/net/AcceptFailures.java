package io.treeline.receiver.net;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/// Lets a listening socket pause when connections cannot be accepted, mostly for want of file
/// descriptors, and go on by itself.
///
/// Nothing is logged at once by Netty: that may need a file itself, and its failure ends the
/// thread.
final class AcceptFailures extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(AcceptFailures.class.getName());
  private static final long PAUSE_MILLIS = 500;
  private static final long LOG_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private long nextLogNanos = System.nanoTime();

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.channel().config().setAutoRead(false);
    var _ = ctx.executor().schedule(() -> goOn(ctx, cause), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void goOn(ChannelHandlerContext ctx, Throwable cause) {
    ctx.channel().config().setAutoRead(true);
    long now = System.nanoTime();
    if (now - nextLogNanos >= 0) {
      nextLogNanos = now + LOG_INTERVAL_NANOS;
      LOG.log(
          System.Logger.Level.WARNING,
          "connections to {0} could not be accepted: {1}",
          ctx.channel().localAddress(),
          cause.getMessage());
    }
  }
}
