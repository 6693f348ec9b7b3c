package io.treeline.receiver.http;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.socket.ChannelInputShutdownEvent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpDecoderConfig;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameCodec;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNames;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.treeline.receiver.net.ServerTls;
import org.jspecify.annotations.Nullable;

/// Prepares a new connection: TLS, then HTTP/1 or HTTP/2, as the client chose.
@ChannelHandler.Sharable
final class ConnectionSetup extends ChannelInitializer<Channel> {
  private final HttpIntake intake;
  private final Connections connections;
  private final @Nullable ServerTls tls;

  ConnectionSetup(HttpIntake intake, Connections connections, @Nullable ServerTls tls) {
    this.intake = intake;
    this.connections = connections;
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel channel) {
    connections.add(channel);
    if (tls == null) {
      channel.pipeline().addLast(new PrefaceDetector(this, intake.settings().timeouts(), channel));
    } else {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()), new Alpn());
    }
  }

  void useHttp1(Channel channel) {
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(HttpLimits.MAX_LINE_BYTES)
            .setMaxHeaderSize(HttpLimits.MAX_HEADER_BYTES)
            .setMaxChunkSize(HttpLimits.PIECE_BYTES);
    Http1Handler handler = new Http1Handler(intake, channel);
    channel.pipeline().addLast(new ByteWatch(handler), new HttpServerCodec(config), handler);
  }

  void useHttp2(Channel channel) {
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forServer()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .maxConcurrentStreams(HttpLimits.MAX_STREAMS)
                    .maxHeaderListSize(HttpLimits.MAX_HTTP2_HEADER_BYTES)
                    .initialWindowSize(HttpLimits.STREAM_WINDOW_BYTES))
            .gracefulShutdownTimeoutMillis(HttpTimeouts.VERDICT.toMillis())
            .build();
    Http2ConnectionHandler connection = new Http2ConnectionHandler(intake, channel);
    channel
        .pipeline()
        .addLast(codec, connection, new Http2MultiplexHandler(new StreamSetup(connection)));
    channel.config().setAutoRead(true);
  }

  /// Takes the protocol that TLS agreed on.
  private final class Alpn extends ApplicationProtocolNegotiationHandler {
    Alpn() {
      super(ApplicationProtocolNames.HTTP_1_1);
    }

    /// Starts the handshake, which reads by itself from then on.
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.fireChannelActive();
      ctx.read();
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        useHttp2(ctx.channel());
      } else {
        useHttp1(ctx.channel());
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
      if (event instanceof ChannelInputShutdownEvent || event == HttpDrain.BEGINS) {
        var _ = ctx.close();
      }
      super.userEventTriggered(ctx, event);
    }

    /// Counted and told by [ServerTls].
    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
      var _ = ctx.close();
    }
  }

  /// Prepares a new stream of an HTTP/2 connection, which is one request.
  private final class StreamSetup extends ChannelInitializer<Channel> {
    private final Http2ConnectionHandler connection;

    StreamSetup(Http2ConnectionHandler connection) {
      this.connection = connection;
    }

    @Override
    protected void initChannel(Channel stream) {
      connection.opened(stream);
      stream
          .pipeline()
          .addLast(
              new Http2StreamFrameToHttpObjectCodec(true), new Http2StreamHandler(intake, stream));
    }
  }
}
