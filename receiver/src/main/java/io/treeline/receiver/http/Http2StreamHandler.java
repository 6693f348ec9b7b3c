package io.treeline.receiver.http;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpContent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.codec.http.LastHttpContent;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// One stream of an HTTP/2 connection, which is one request. Used on its event loop only.
final class Http2StreamHandler extends ChannelInboundHandlerAdapter implements Responder {
  private final HttpIntake intake;
  private final Channel stream;
  private final Deadline deadline;
  private final long bodyEndNanos;
  private final Queue<Object> pending = new ArrayDeque<>();
  private @Nullable Exchange exchange;
  private boolean asksToContinue;
  private boolean requestEnded;
  private boolean answered;
  private boolean pumping;

  Http2StreamHandler(HttpIntake intake, Channel stream) {
    this.intake = intake;
    this.stream = stream;
    this.deadline = new Deadline(stream.eventLoop(), this::timeOut);
    this.bodyEndNanos = System.nanoTime() + intake.settings().timeouts().readNanos();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    pending.add(message);
    pump();
  }

  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      while (!pending.isEmpty() && (exchange == null || exchange.takesBody())) {
        Object message = pending.remove();
        try {
          take(message);
        } finally {
          ReferenceCountUtil.release(message);
        }
      }
    } finally {
      pumping = false;
    }
  }

  private void take(Object message) {
    if (message instanceof HttpRequest request && exchange == null) {
      asksToContinue = HttpUtil.is100ContinueExpected(request);
      Exchange begun = new Exchange(intake, request, this, stream.eventLoop());
      exchange = begun;
      awaitBody();
      begun.begin();
    }
    if (message instanceof HttpContent content && exchange != null) {
      exchange.content(content.content());
      if (content instanceof LastHttpContent) {
        requestEnded = true;
        deadline.in(HttpTimeouts.VERDICT.toNanos());
        exchange.end();
      } else {
        awaitBody();
      }
    }
  }

  private void awaitBody() {
    long left = bodyEndNanos - System.nanoTime();
    deadline.in(Math.min(left, HttpTimeouts.STALL.toNanos()));
  }

  private void timeOut() {
    if (answered || exchange == null) {
      var _ = stream.close();
    } else {
      exchange.timeOut();
    }
  }

  @Override
  public void takeBody() {
    if (asksToContinue) {
      asksToContinue = false;
      var _ =
          stream.writeAndFlush(
              new DefaultFullHttpResponse(
                  HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
    pump();
  }

  @Override
  public void answer(FullHttpResponse response) {
    if (answered) {
      response.release();
      return;
    }
    answered = true;
    deadline.in(intake.settings().timeouts().writeNanos());
    var _ = stream.writeAndFlush(response).addListener(sent -> sent());
  }

  /// Tells a sender who is still at its body to stop (RFC 9113, section 8.1).
  private void sent() {
    if (!requestEnded && stream.isActive()) {
      var _ = stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    deadline.end();
    pending.forEach(ReferenceCountUtil::release);
    pending.clear();
    if (exchange != null) {
      exchange.abort();
    }
    ctx.fireChannelInactive();
  }

  /// A stream that breaks the protocol is reset.
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = stream.close();
  }
}
