package io.treeline.receiver.grpc;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Flags;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListener;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import java.util.Map;
import java.util.regex.Pattern;

/// Stands between the frames of one connection and gRPC, which would buffer any number of messages
/// before it shows us the first: charges what arrives, and drops what cannot be held.
///
/// Frames are copied as they pass. A frame of one byte would else keep alive the whole buffer that
/// it was read into. On the connection's event loop.
final class ArrivingFrames extends Http2FrameListenerDecorator {
  private static final int PAGE_BYTES = 8 << 10;

  /// Chunks of 1 MiB.
  private static final int CHUNK_PAGES_LOG2 = 7;

  /// One pool for all connections, which gives back what is empty: a message of the limit fits into
  /// the direct memory once, and must not find it kept for another event loop.
  private static final ByteBufAllocator COPIES =
      new PooledByteBufAllocator(true, 0, 1, PAGE_BYTES, CHUNK_PAGES_LOG2, 0, 0, false);

  private static final AsciiString ENCODING = AsciiString.of("grpc-encoding");
  private static final AsciiString TIMEOUT = AsciiString.of("grpc-timeout");
  private static final Pattern TIMEOUT_FORMAT = Pattern.compile("\\d{1,8}[HMSmun]");

  /// What a header takes besides its name and value, as HTTP/2 counts it (RFC 9113, 6.5.2).
  private static final int HEADER_BYTES = 32;

  /// As many headers as clients send are taken to be as long as theirs are; only more are measured.
  /// One long header among them is bounded by what HTTP/2 lets in.
  private static final int USUAL_HEADERS = 16;

  private static final int USUAL_HEADERS_BYTES = 1_024;

  private final ConnectionCalls calls;
  private final Http2ConnectionHandler handler;
  private final FrameRate rate;

  private ArrivingFrames(
      Http2FrameListener grpc, Http2ConnectionHandler handler, ConnectionCalls calls) {
    super(grpc);
    this.handler = handler;
    this.calls = calls;
    this.rate = new FrameRate(calls.nowNanos());
  }

  /// Takes its place in a connection that has not begun.
  static void watch(Http2ConnectionHandler handler, ConnectionCalls calls) {
    handler
        .connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(Http2Stream stream) {
                calls.closed(stream);
              }
            });
    Http2FrameListener grpc = handler.decoder().frameListener();
    handler.decoder().frameListener(new ArrivingFrames(grpc, handler, calls));
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int streamDependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endOfStream)
      throws Http2Exception {
    Http2Stream stream = handler.connection().stream(streamId);
    if (calls.of(stream) != null) {
      // Trailers, which no gRPC client sends; they end the request all the same.
      onDataRead(ctx, streamId, Unpooled.EMPTY_BUFFER, 0, endOfStream);
      return;
    }
    rate.useful();
    CharSequence encoding = headers.get(ENCODING);
    if (encoding != null && !StreamDecompressor.isAccepted(encoding)) {
      calls.unsupportedEncoding();
      refuse(ctx, stream, Status.UNIMPLEMENTED, "there is no message encoding of that name");
      return;
    }
    CharSequence timeout = headers.get(TIMEOUT);
    if (timeout != null && !TIMEOUT_FORMAT.matcher(timeout).matches()) {
      refuse(ctx, stream, Status.INVALID_ARGUMENT, "malformed grpc-timeout");
      return;
    }
    CallMemory memory = calls.begin(ctx, stream);
    memory.headersArrived(size(headers));
    if (endOfStream) {
      memory.halfClosed();
    }
    Context own = memory.in(Context.current());
    Context before = own.attach();
    try {
      listener.onHeadersRead(
          ctx, streamId, headers, streamDependency, weight, exclusive, padding, endOfStream);
    } finally {
      own.detach(before);
    }
  }

  private static int size(Http2Headers headers) {
    if (headers.size() <= USUAL_HEADERS) {
      return USUAL_HEADERS_BYTES;
    }
    int bytes = 0;
    for (Map.Entry<CharSequence, CharSequence> header : headers) {
      bytes += HEADER_BYTES + header.getKey().length() + header.getValue().length();
    }
    return bytes;
  }

  /// Answers a call that gRPC must not see.
  private void refuse(
      ChannelHandlerContext ctx, Http2Stream stream, Status status, String message) {
    calls.begin(ctx, stream).end();
    Http2Headers trailers =
        new DefaultHttp2Headers()
            .status("200")
            .set("content-type", "application/grpc")
            .set("grpc-status", Integer.toString(status.getCode().value()))
            .set("grpc-message", message)
            .set("grpc-accept-encoding", StreamDecompressor.ACCEPTED);
    var _ = handler.encoder().writeHeaders(ctx, stream.id(), trailers, 0, true, ctx.newPromise());
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream)
      throws Http2Exception {
    int bytes = data.readableBytes();
    long now = calls.nowNanos();
    if (bytes > 0) {
      rate.useful();
    } else {
      rate.useless(now);
    }
    CallMemory memory = calls.of(handler.connection().stream(streamId));
    if (memory == null) {
      return bytes + padding;
    }
    if (endOfStream) {
      memory.halfClosed();
    }
    if (memory.frameArrived(data, now)) {
      return pass(ctx, streamId, data, padding, endOfStream);
    }
    if (memory.isClaimed()) {
      // Behind the message, and not kept; that nothing follows is still news.
      listener.onDataRead(ctx, streamId, Unpooled.EMPTY_BUFFER, 0, endOfStream);
    }
    // What is thrown away is not given back to flow control: that stops the sender.
    return padding;
  }

  private int pass(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream)
      throws Http2Exception {
    int bytes = data.readableBytes();
    ByteBuf copy = COPIES.directBuffer(bytes, bytes).writeBytes(data);
    try {
      return listener.onDataRead(ctx, streamId, copy, padding, endOfStream);
    } finally {
      copy.release();
    }
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
      throws Http2Exception {
    rate.useless(calls.nowNanos());
    listener.onSettingsRead(ctx, settings);
  }

  @Override
  public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
    rate.useless(calls.nowNanos());
    listener.onPingRead(ctx, data);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
    rate.useless(calls.nowNanos());
    if (data != ConnectionGuard.PING) {
      listener.onPingAckRead(ctx, data);
    }
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext ctx, int streamId, int dependency, short weight, boolean exclusive)
      throws Http2Exception {
    rate.useless(calls.nowNanos());
    listener.onPriorityRead(ctx, streamId, dependency, weight, exclusive);
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment)
      throws Http2Exception {
    rate.useless(calls.nowNanos());
    listener.onWindowUpdateRead(ctx, streamId, increment);
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext ctx, byte type, int streamId, Http2Flags flags, ByteBuf payload)
      throws Http2Exception {
    rate.useless(calls.nowNanos());
    listener.onUnknownFrame(ctx, type, streamId, flags, payload);
  }
}
