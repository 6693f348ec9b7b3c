package io.treeline.receiver.grpc;

import static io.treeline.receiver.grpc.Http2Wire.ACK;
import static io.treeline.receiver.grpc.Http2Wire.DATA;
import static io.treeline.receiver.grpc.Http2Wire.END_HEADERS;
import static io.treeline.receiver.grpc.Http2Wire.END_STREAM;
import static io.treeline.receiver.grpc.Http2Wire.HEADERS;
import static io.treeline.receiver.grpc.Http2Wire.RST_STREAM;
import static io.treeline.receiver.grpc.Http2Wire.SETTINGS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.receiver.admission.Admission;
import io.treeline.receiver.admission.ReceiverTelemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One connection in memory, with a listener in gRPC's place that keeps what it is given.
final class ArrivingFramesTest {
  private static final long LIMIT = 40_000;

  private final AtomicLong nanos = new AtomicLong();
  private final InFlightBudget budget = new InFlightBudget(LIMIT);
  private final PortCalls port =
      new PortCalls(
          new Admission(budget), new ReceiverTelemetry("otlp", new Telemetry()), nanos::get, 1_000);
  private final List<CallMemory> calls = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<ByteBuf> frames = new ArrayList<>();
  private final EmbeddedChannel channel;

  ArrivingFramesTest() {
    Http2ConnectionHandler handler =
        new Http2ConnectionHandlerBuilder()
            .server(true)
            .frameListener(grpc())
            .gracefulShutdownTimeoutMillis(0)
            .build();
    ArrivingFrames.watch(handler, new ConnectionCalls(handler, port));
    channel = new EmbeddedChannel(handler);
    send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    send(Http2Wire.frame(SETTINGS, 0, 0));
    send(Http2Wire.frame(SETTINGS, ACK, 0));
    channel.releaseOutbound();
  }

  private Http2FrameAdapter grpc() {
    return new Http2FrameAdapter() {
      @Override
      public void onHeadersRead(
          ChannelHandlerContext ctx,
          int streamId,
          Http2Headers headers,
          int streamDependency,
          short weight,
          boolean exclusive,
          int padding,
          boolean endStream) {
        CallMemory memory = CallMemory.current();
        calls.add(memory);
        memory.onRefusal(refusals::add);
      }

      @Override
      public int onDataRead(
          ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream) {
        frames.add(data.retain());
        return padding;
      }
    };
  }

  @AfterEach
  void everythingIsGivenBackWithTheConnection() {
    channel.finishAndReleaseAll();
    frames.forEach(ByteBuf::release);
    assertThat(budget.usedBytes()).isZero();
    assertThat(port.openCalls()).isZero();
  }

  private void send(byte[] bytes) {
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
  }

  private void call(int stream) {
    send(Http2Wire.frame(HEADERS, END_HEADERS, stream, Http2Wire.exportHeaders()));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
  }

  private List<Integer> sentTypes() {
    List<Integer> types = new ArrayList<>();
    ByteBuf out = channel.readOutbound();
    while (out != null) {
      if (out.readableBytes() >= 9) {
        types.add((int) out.getByte(out.readerIndex() + 3));
      }
      out.release();
      out = channel.readOutbound();
    }
    return types;
  }

  @Test
  void frame_small_isCopiedAndCostsNoLessThanItHolds() {
    call(1);
    long before = budget.usedBytes();

    send(Http2Wire.frame(DATA, 0, 1, Http2Wire.prefixOf(100)));
    send(Http2Wire.frame(DATA, 0, 1, new byte[] {7}));

    assertThat(frames.getLast().capacity()).isEqualTo(1);
    assertThat(budget.usedBytes() - before).isGreaterThanOrEqualTo(1_000);
  }

  @Test
  void frames_overTheBudget_refuseTheCallAndAreDropped() {
    call(1);
    send(Http2Wire.frame(DATA, 0, 1, Http2Wire.prefixOf(30_000)));
    for (int i = 0; i < 60; i++) {
      send(Http2Wire.frame(DATA, 0, 1, new byte[1_000]));
    }

    assertThat(refusals).hasSize(1);
    assertThat(frames.size()).isLessThan(45);
    assertThat(budget.usedBytes()).isLessThanOrEqualTo(LIMIT * 9 / 8);
  }

  @Test
  void call_silentInsideItsMessage_isRefusedRetryably() {
    call(1);
    send(Http2Wire.frame(DATA, 0, 1, Http2Wire.prefixOf(100)));

    pass(ConnectionCalls.STALL.minusSeconds(2));
    assertThat(refusals).isEmpty();
    for (int i = 0; i < 4; i++) {
      pass(Duration.ofSeconds(1));
    }

    assertThat(refusals).extracting(Refusal::reason).containsExactly(RefusalReason.TOO_SLOW);
    assertThat(refusals.getFirst().retryAfterMillis()).isPositive();
  }

  @Test
  void call_silentWhenMemoryIsShort_makesRoomSooner() {
    call(1);
    assertThat(budget.tryAcquire(LIMIT * 4 / 5)).isTrue();

    pass(ConnectionCalls.STALL_WHEN_SHORT);
    pass(Duration.ofSeconds(2));

    assertThat(refusals).hasSize(1);
    budget.release(LIMIT * 4 / 5);
  }

  @Test
  void call_thatHasEnded_mayWaitForItsAnswer() {
    call(1);
    send(Http2Wire.frame(DATA, END_STREAM, 1, Http2Wire.prefixOf(0)));

    pass(ConnectionCalls.ARRIVAL.plusMinutes(1));

    assertThat(refusals).isEmpty();
  }

  @Test
  void call_answeredWhileItsClientSends_isResetOnceItIsQuiet() {
    call(1);
    calls.getFirst().end();
    send(Http2Wire.frame(DATA, 0, 1, new byte[100]));
    assertThat(frames).isEmpty();
    assertThat(sentTypes()).doesNotContain(RST_STREAM);

    pass(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(1));

    assertThat(sentTypes()).contains(RST_STREAM);
  }
}
