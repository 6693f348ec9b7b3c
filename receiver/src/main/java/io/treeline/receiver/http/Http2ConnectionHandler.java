package io.treeline.receiver.http;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.socket.ChannelInputShutdownEvent;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameCodec;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2PingFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2PriorityFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2SettingsFrame;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// One HTTP/2 connection: when it is idle, when it ends, and how many control frames it may send.
///
/// Rapid resets, CONTINUATION frames without end and empty frames are refused by the codec.
final class Http2ConnectionHandler extends ChannelInboundHandlerAdapter {
  private static final int CONNECTION_STREAM = 0;
  private static final int DEFAULT_WINDOW_BYTES = 65_535;

  private final long idleNanos;
  private final Channel channel;
  private final Deadline deadline;
  private int streams;
  private int controlFrames;
  private long windowBeganNanos = System.nanoTime();

  Http2ConnectionHandler(HttpIntake intake, Channel channel) {
    this.idleNanos = intake.settings().timeouts().idleNanos();
    this.channel = channel;
    this.deadline = new Deadline(channel.eventLoop(), () -> close(channel));
  }

  private static void close(Channel channel) {
    var _ = channel.close();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Http2Exception {
    deadline.in(idleNanos);
    Http2FrameCodec codec = ctx.pipeline().get(Http2FrameCodec.class);
    codec
        .connection()
        .local()
        .flowController()
        .incrementWindowSize(
            codec.connection().stream(CONNECTION_STREAM),
            HttpLimits.CONNECTION_WINDOW_BYTES - DEFAULT_WINDOW_BYTES);
  }

  /// Called when a stream opens.
  void opened(Channel stream) {
    streams++;
    deadline.clear();
    var _ = stream.closeFuture().addListener(closed -> closed());
  }

  private void closed() {
    streams--;
    if (streams == 0) {
      deadline.in(idleNanos);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    if (frame instanceof Http2PingFrame
        || frame instanceof Http2SettingsFrame
        || frame instanceof Http2PriorityFrame) {
      countControlFrame(ctx);
    }
    ctx.fireChannelRead(frame);
  }

  private void countControlFrame(ChannelHandlerContext ctx) {
    long now = System.nanoTime();
    if (now - windowBeganNanos > TimeUnit.SECONDS.toNanos(HttpLimits.FLOOD_WINDOW_SECONDS)) {
      windowBeganNanos = now;
      controlFrames = 0;
    }
    controlFrames++;
    if (controlFrames == HttpLimits.MAX_CONTROL_FRAMES) {
      var _ =
          ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM))
              .addListener(sent -> closeAtOnce(ctx));
    }
  }

  /// Does not wait for the streams, as the codec would.
  private static void closeAtOnce(ChannelHandlerContext ctx) {
    ChannelHandlerContext codec = ctx.pipeline().context(Http2FrameCodec.class);
    if (codec != null) {
      var _ = codec.close();
    }
  }

  /// The codec says that we go away, lets the open streams end, and closes then.
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event == HttpDrain.BEGINS) {
      var _ = channel.close();
    }
    ctx.fireUserEventTriggered(event);
  }

  /// What breaks the protocol is answered by the codec.
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      close(channel);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    deadline.end();
    ctx.fireChannelInactive();
  }
}
