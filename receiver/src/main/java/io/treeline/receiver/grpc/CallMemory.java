package io.treeline.receiver.grpc;

import io.grpc.Context;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.treeline.model.ingest.Refusal;
import io.treeline.receiver.admission.Admission;
import io.treeline.receiver.admission.InFlightCharge;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What one call holds of the in-flight budget, from its headers to its end.
///
/// Frames are charged on the transport's thread as they arrive. Then exactly one of three things
/// happens: the message is complete and claimed by who reads it, the call is refused for what it
/// would hold, or it ends.
final class CallMemory {
  private static final Context.Key<CallMemory> CURRENT = Context.key("treeline-call-memory");

  /// What a call takes besides its headers and its message: its objects here and in gRPC.
  private static final int CALL_BYTES = 4_096;

  /// What a frame takes at least; with that, many small ones cost no less than they hold.
  private static final int MIN_FRAME_BYTES = 512;

  /// The prefix of a message, which is no part of it.
  private static final int PREFIX_BYTES = 5;

  private enum Stage {
    ARRIVING,
    CLAIMED,
    REFUSED,
    ENDED
  }

  private final InFlightCharge message;
  private final InFlightCharge overhead;
  private final long startNanos;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.ARRIVING);
  private final AtomicReference<@Nullable Refusal> refusal = new AtomicReference<>();
  private final AtomicReference<@Nullable Consumer<Refusal>> onRefusal = new AtomicReference<>();
  // Of the transport's thread.
  private long lastNanos;
  private int prefixLeft = PREFIX_BYTES;
  private long claimedBytes;
  private boolean halfClosed;

  CallMemory(Admission admission, long nowNanos) {
    this.message = admission.open();
    this.overhead = admission.open();
    this.startNanos = nowNanos;
    this.lastNanos = nowNanos;
  }

  /// That of the call whose callback this is.
  static CallMemory current() {
    return Objects.requireNonNull(CURRENT.get(), "not in a call");
  }

  /// A context in which this is the current one.
  Context in(Context context) {
    return context.withValue(CURRENT, this);
  }

  /// Charges the headers; a call that cannot be held is refused.
  void headersArrived(int bytes) {
    charge(overhead.add(CALL_BYTES + bytes));
  }

  /// Charges a frame, of which nothing is read but the prefix of the message.
  ///
  /// @return whether it may be kept; if not, the call has been refused or has ended
  boolean frameArrived(ByteBuf frame, long nowNanos) {
    lastNanos = nowNanos;
    if (stage.get() == Stage.REFUSED || stage.get() == Stage.ENDED) {
      return false;
    }
    int bytes = frame.readableBytes();
    int prefix = readPrefix(frame);
    int extra = prefix + Math.max(0, MIN_FRAME_BYTES - bytes);
    return (extra == 0 || charge(overhead.add(extra))) && charge(message.add(bytes - prefix));
  }

  /// Learns from the prefix how long the message is.
  ///
  /// @return how much of the frame belongs to it
  private int readPrefix(ByteBuf frame) {
    int prefix = Math.min(prefixLeft, frame.readableBytes());
    for (int i = 0; i < prefix; i++) {
      // The first byte, which says whether it is compressed, is shifted out again.
      claimedBytes = claimedBytes << 8 | frame.getUnsignedByte(frame.readerIndex() + i);
    }
    if (prefix > 0 && prefix == prefixLeft) {
      long claimed = claimedBytes & 0xFFFF_FFFFL;
      message.expect(claimed);
      overhead.expect(claimed);
    }
    prefixLeft -= prefix;
    return prefix;
  }

  private boolean charge(@Nullable Refusal refused) {
    if (refused != null) {
      refuse(refused);
    }
    return refused == null;
  }

  /// Notes that nothing more will arrive.
  void halfClosed() {
    halfClosed = true;
  }

  /// For how long nothing has arrived.
  long silentNanos(long nowNanos) {
    return nowNanos - lastNanos;
  }

  long ageNanos(long nowNanos) {
    return nowNanos - startNanos;
  }

  /// Whether something of the message is still to come.
  boolean isArriving() {
    return !halfClosed && stage.get() == Stage.ARRIVING;
  }

  /// Refuses the call, unless its message is claimed.
  void refuse(Refusal why) {
    if (stage.compareAndSet(Stage.ARRIVING, Stage.REFUSED)) {
      refusal.set(why);
      tell();
    }
  }

  /// Says who answers the call when it is refused, which may be at once.
  void onRefusal(Consumer<Refusal> answer) {
    onRefusal.set(answer);
    tell();
  }

  private void tell() {
    Refusal why = refusal.get();
    if (why != null) {
      Consumer<Refusal> answer = onRefusal.getAndSet(null);
      if (answer != null) {
        answer.accept(why);
      }
    }
  }

  /// Takes over the message and its charge, which then is the caller's to release.
  ///
  /// @return whether it may; only the first may
  boolean claim() {
    return stage.compareAndSet(Stage.ARRIVING, Stage.CLAIMED);
  }

  boolean isRefused() {
    return stage.get() == Stage.REFUSED;
  }

  boolean isClaimed() {
    return stage.get() == Stage.CLAIMED;
  }

  /// What is charged for the message.
  InFlightCharge messageCharge() {
    return message;
  }

  /// Gives everything back but a message that is claimed. May be called again.
  ///
  /// @return whether nobody had decided on the call before
  boolean end() {
    overhead.release();
    Stage before = stage.getAndUpdate(now -> now == Stage.CLAIMED ? now : Stage.ENDED);
    if (before != Stage.CLAIMED) {
      message.release();
    }
    return before == Stage.ARRIVING;
  }

  /// Whether nothing more of the call is wanted.
  boolean isOver() {
    return stage.get() == Stage.ENDED;
  }
}
