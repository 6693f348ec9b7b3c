package io.treeline.receiver.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.socket.ChannelInputShutdownEvent;
import io.grpc.netty.shaded.io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/// Tells HTTP/2 without TLS from HTTP/1 by the first bytes of a connection, and leaves.
///
/// Source: RFC 9113, section 3.3, "Starting HTTP/2 with Prior Knowledge".
final class PrefaceDetector extends ByteToMessageDecoder {
  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  private final ConnectionSetup setup;
  private final HttpTimeouts timeouts;
  private final Deadline deadline;
  private boolean begun;

  PrefaceDetector(ConnectionSetup setup, HttpTimeouts timeouts, Channel channel) {
    this.setup = setup;
    this.timeouts = timeouts;
    this.deadline = new Deadline(channel.eventLoop(), () -> close(channel));
  }

  private static void close(Channel channel) {
    var _ = channel.close();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    deadline.in(timeouts.idleNanos());
    ctx.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent || event == HttpDrain.BEGINS && !begun) {
      close(ctx.channel());
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (!begun) {
      begun = true;
      deadline.in(timeouts.readHeaderNanos());
    }
    int count = Math.min(in.readableBytes(), PREFACE.length);
    for (int i = 0; i < count; i++) {
      if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
        setup.useHttp1(ctx.channel());
        ctx.pipeline().remove(this);
        return;
      }
    }
    if (count == PREFACE.length) {
      setup.useHttp2(ctx.channel());
      ctx.pipeline().remove(this);
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    deadline.end();
  }
}
