package io.treeline.receiver.http;

import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderValues.CLOSE;
import static io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderValues.KEEP_ALIVE;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.socket.ChannelInputShutdownEvent;
import io.grpc.netty.shaded.io.netty.channel.socket.DuplexChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.DecoderException;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpContent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObject;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.codec.http.LastHttpContent;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import io.treeline.model.ingest.Refusal;
import io.treeline.receiver.admission.InFlightCharge;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// One HTTP/1 connection: its requests one after the other, its timeouts, and its end.
///
/// Reads from the socket only while it can use what comes, so that a sender who does not wait for
/// answers is held back by TCP. Used on its event loop only.
final class Http1Handler extends ChannelInboundHandlerAdapter implements Responder {
  private static final System.Logger LOG = System.getLogger(Http1Handler.class.getName());

  private enum AnswerState {
    NONE,
    WRITING,
    WRITTEN
  }

  private final HttpIntake intake;
  private final HttpTimeouts timeouts;
  private final Channel channel;
  private final Deadline deadline;
  private final Queue<Object> pending = new ArrayDeque<>();
  private boolean pumping;
  private boolean inputEnded;
  private boolean closing;

  // Of the current request.
  private @Nullable Exchange exchange;
  private @Nullable InFlightCharge headerCharge;
  private AnswerState answer = AnswerState.NONE;
  private long headerBytes;
  private long bodyEndNanos;
  private long bodyBytesLeft;
  private boolean asksToContinue;
  private boolean requestEnded;
  private boolean closeAfter;

  Http1Handler(HttpIntake intake, Channel channel) {
    this.intake = intake;
    this.timeouts = intake.settings().timeouts();
    this.channel = channel;
    this.deadline = new Deadline(channel.eventLoop(), this::timeOut);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (channel.isActive()) {
      start();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    start();
  }

  private void start() {
    deadline.in(timeouts.idleNanos());
    channel.read();
  }

  /// Called for all bytes, before the decoder has them.
  void bytesCame(int count) {
    if (exchange != null || closing) {
      return;
    }
    if (headerBytes == 0) {
      deadline.in(timeouts.readHeaderNanos());
    }
    headerBytes += count;
    if (headerBytes > HttpLimits.FREE_HEADER_BYTES) {
      chargeHeaders(count);
    }
  }

  private void chargeHeaders(int count) {
    if (headerCharge == null) {
      headerCharge = intake.admission().open();
    }
    Refusal refusal = headerCharge.add(count);
    if (refusal != null) {
      intake.telemetry().refusedUnscanned(refusal.reason());
      failWordlessly();
    }
  }

  private void failWordlessly() {
    closing = true;
    var _ = channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    pending.add(message);
    pump();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    advance();
  }

  /// Goes on as far as the current request allows.
  private void advance() {
    pump();
    if (!pending.isEmpty() || !takesMore()) {
      return;
    }
    if (inputEnded) {
      endOfInput();
    } else {
      channel.read();
    }
  }

  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      while (takesMore() && !pending.isEmpty()) {
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

  private boolean takesMore() {
    return closing || exchange == null || !requestEnded && exchange.takesBody();
  }

  private void take(Object message) {
    if (closing || !(message instanceof HttpObject part)) {
      return;
    }
    if (part.decoderResult().isFailure()) {
      refuseUndecodable(part);
      return;
    }
    if (part instanceof HttpRequest request) {
      begin(request);
    }
    if (part instanceof HttpContent content && exchange != null) {
      takeContent(exchange, content);
    }
  }

  private void begin(HttpRequest request) {
    closeAfter =
        !intake.settings().keepAlive() || !HttpUtil.isKeepAlive(request) || intake.stopping();
    long now = System.nanoTime();
    bodyEndNanos = now + timeouts.readNanos();
    bodyBytesLeft = RequestLine.bodyBytes(request);
    asksToContinue = HttpUtil.is100ContinueExpected(request) && bodyBytesLeft > 0;
    awaitBody(now);
    Exchange begun = new Exchange(intake, request, this, channel.eventLoop());
    exchange = begun;
    HttpAnswer problem = RequestLine.problem(request);
    if (problem == null) {
      begun.begin();
    } else {
      closeAfter = true;
      begun.reject(problem);
    }
  }

  private void refuseUndecodable(HttpObject part) {
    closeAfter = true;
    if (exchange != null) {
      requestEnded = true;
      exchange.cut("the body is not well-formed HTTP");
      return;
    }
    HttpRequest request = RequestLine.undecodable(part);
    exchange = new Exchange(intake, request, this, channel.eventLoop());
    requestEnded = true;
    exchange.reject(RequestLine.problem(part.decoderResult().cause()));
  }

  private void takeContent(Exchange current, HttpContent content) {
    bodyBytesLeft -= content.content().readableBytes();
    current.content(content.content());
    if (content instanceof LastHttpContent) {
      requestEnded = true;
      if (answer == AnswerState.NONE) {
        deadline.in(HttpTimeouts.VERDICT.toNanos());
      }
      current.end();
      finishIfDone();
    } else if (answer == AnswerState.NONE) {
      awaitBody(System.nanoTime());
    }
  }

  private void awaitBody(long now) {
    deadline.in(Math.min(bodyEndNanos - now, HttpTimeouts.STALL.toNanos()));
  }

  @Override
  public void takeBody() {
    if (asksToContinue) {
      asksToContinue = false;
      var _ =
          channel.writeAndFlush(
              new DefaultFullHttpResponse(
                  HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
    if (!pumping) {
      advance();
    }
  }

  /// A sender that was not told to go on may send its body or its next request: nobody knows which.
  @Override
  public void answer(FullHttpResponse response) {
    if (answer != AnswerState.NONE || closing) {
      response.release();
      return;
    }
    closeAfter |=
        intake.stopping()
            || !requestEnded && (asksToContinue || bodyBytesLeft > HttpLimits.MAX_DISCARDED_BYTES);
    if (closeAfter) {
      response.headers().set(CONNECTION, CLOSE);
    } else if (response.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      response.headers().set(CONNECTION, KEEP_ALIVE);
    }
    answer = AnswerState.WRITING;
    deadline.in(timeouts.writeNanos());
    var _ = channel.writeAndFlush(response).addListener(written -> written(written.isSuccess()));
  }

  private void written(boolean success) {
    if (!success) {
      var _ = channel.close();
      return;
    }
    answer = AnswerState.WRITTEN;
    if (closeAfter) {
      linger();
      return;
    }
    deadline.in(HttpTimeouts.LINGER.toNanos());
    finishIfDone();
    advance();
  }

  private void finishIfDone() {
    if (!requestEnded || answer != AnswerState.WRITTEN || closing) {
      return;
    }
    exchange = null;
    answer = AnswerState.NONE;
    requestEnded = false;
    headerBytes = 0;
    releaseHeaders();
    if (intake.stopping()) {
      linger();
    } else {
      deadline.in(timeouts.idleNanos());
    }
  }

  /// Closes our direction and reads on until the sender has seen it: a connection that is closed
  /// over unread bytes is reset, and the answer may be lost with it.
  private void linger() {
    closing = true;
    deadline.in(HttpTimeouts.LINGER.toNanos());
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null) {
      var _ = tls.closeOutbound();
    } else if (channel instanceof DuplexChannel duplex) {
      var _ = duplex.shutdownOutput();
    }
    advance();
  }

  private void timeOut() {
    if (closing || answer != AnswerState.NONE) {
      var _ = channel.close();
    } else if (exchange != null) {
      closeAfter = true;
      exchange.timeOut();
    } else if (headerBytes > 0) {
      closeAfter = true;
      requestEnded = true;
      exchange = new Exchange(intake, RequestLine.unknown(), this, channel.eventLoop());
      exchange.reject(HttpAnswer.problem(408, "408 request timeout", Encoding.JSON));
    } else {
      failWordlessly();
    }
  }

  private void endOfInput() {
    if (exchange == null || closing) {
      failWordlessly();
    } else if (answer == AnswerState.NONE) {
      exchange.cut("the body was cut short");
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      closeAfter = true;
      advance();
    } else if (event == HttpDrain.BEGINS) {
      closeAfter = true;
      if (exchange == null && headerBytes == 0) {
        failWordlessly();
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closing = true;
    deadline.end();
    pending.forEach(ReferenceCountUtil::release);
    pending.clear();
    releaseHeaders();
    if (exchange != null) {
      exchange.abort();
    }
    ctx.fireChannelInactive();
  }

  private void releaseHeaders() {
    if (headerCharge != null) {
      headerCharge.release();
      headerCharge = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException) && !(cause instanceof DecoderException)) {
      LOG.log(System.Logger.Level.ERROR, "a connection met an error", cause);
    }
    failWordlessly();
  }
}
