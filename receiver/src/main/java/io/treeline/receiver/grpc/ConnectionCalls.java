package io.treeline.receiver.grpc;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Connection;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The open calls of one connection: their memory, and the time that their messages may take.
///
/// On the connection's event loop.
final class ConnectionCalls {
  /// The longest silence inside a message.
  static final Duration STALL = Duration.ofSeconds(30);

  /// The same when others wait for the memory.
  static final Duration STALL_WHEN_SHORT = Duration.ofSeconds(5);

  /// The longest that a message may take to arrive: the largest one at 0.2 MiB/s.
  static final Duration ARRIVAL = Duration.ofMinutes(5);

  /// How long an answered stream is left alone after its last frame.
  private static final Duration QUIET = Duration.ofSeconds(1);

  private static final long LOOK_SECONDS = 1;

  private final Http2ConnectionHandler handler;
  private final Http2Connection.PropertyKey key;
  private final PortCalls port;
  private boolean looking;

  ConnectionCalls(Http2ConnectionHandler handler, PortCalls port) {
    this.handler = handler;
    this.key = handler.connection().newKey();
    this.port = port;
  }

  long nowNanos() {
    return port.nowNanos();
  }

  /// The memory of a call that begins with that stream.
  CallMemory begin(ChannelHandlerContext ctx, Http2Stream stream) {
    CallMemory memory = port.begin();
    stream.setProperty(key, memory);
    look(ctx);
    return memory;
  }

  /// The memory of the stream's call; null if it was answered before it became one.
  @Nullable CallMemory of(Http2Stream stream) {
    return stream.getProperty(key);
  }

  void closed(Http2Stream stream) {
    CallMemory memory = of(stream);
    if (memory != null) {
      memory.end();
      port.end();
    }
  }

  void unsupportedEncoding() {
    port.unsupportedEncoding();
  }

  private void look(ChannelHandlerContext ctx) {
    if (!looking) {
      looking = true;
      var _ = ctx.executor().schedule(() -> lookAgain(ctx), LOOK_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void lookAgain(ChannelHandlerContext ctx) {
    looking = false;
    if (!ctx.channel().isActive() || handler.connection().numActiveStreams() == 0) {
      return;
    }
    long now = port.nowNanos();
    long stall = (port.isShort() ? STALL_WHEN_SHORT : STALL).toNanos();
    try {
      handler
          .connection()
          .forEachActiveStream(stream -> {
            lookAt(ctx, stream, now, stall);
            return true;
          });
    } catch (Http2Exception e) {
      throw new IllegalStateException("only what the visitor throws", e);
    }
    ctx.flush();
    look(ctx);
  }

  private void lookAt(ChannelHandlerContext ctx, Http2Stream stream, long now, long stall) {
    CallMemory memory = of(stream);
    if (memory == null) {
      return;
    }
    if (memory.isOver()) {
      // Answered, and the sender has not ended: RFC 9113, 8.1. Not while frames are on their way,
      // each of which would be an error on a stream that is gone.
      if (memory.silentNanos(now) > QUIET.toNanos()) {
        var _ = handler.resetStream(ctx, stream.id(), Http2Error.NO_ERROR.code(), ctx.newPromise());
      }
    } else if (memory.isArriving()
        && (memory.silentNanos(now) > stall || memory.ageNanos(now) > ARRIVAL.toNanos())) {
      memory.refuse(Refusal.retryable(RefusalReason.TOO_SLOW, "the message took too long"));
    }
  }
}
