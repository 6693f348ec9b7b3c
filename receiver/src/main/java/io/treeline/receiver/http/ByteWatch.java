package io.treeline.receiver.http;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;

/// Stands before the HTTP decoder and tells when bytes come, of which the decoder may make nothing
/// yet.
final class ByteWatch extends ChannelInboundHandlerAdapter {
  private final Http1Handler connection;

  ByteWatch(Http1Handler connection) {
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      connection.bytesCame(bytes.readableBytes());
    }
    ctx.fireChannelRead(message);
  }
}
