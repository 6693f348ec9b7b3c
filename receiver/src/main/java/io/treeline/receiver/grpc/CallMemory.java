package io.treeline.receiver.grpc;

import io.grpc.Context;
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
  private static final int CALL_BYTES = 2_048;

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

  /// Charges a frame.
  ///
  /// @return whether it may be kept; if not, the call has been refused or has ended
  boolean frameArrived(int bytes, long nowNanos) {
    lastNanos = nowNanos;
    if (stage.get() == Stage.REFUSED || stage.get() == Stage.ENDED) {
      return false;
    }
    int prefix = Math.min(prefixLeft, bytes);
    prefixLeft -= prefix;
    int extra = prefix + Math.max(0, MIN_FRAME_BYTES - bytes);
    return charge(overhead.add(extra)) && charge(message.add(bytes - prefix));
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

  /// For how long nothing has arrived although something must.
  long stalledNanos(long nowNanos) {
    return arriving() ? nowNanos - lastNanos : 0;
  }

  /// How long the message has been arriving.
  long arrivingNanos(long nowNanos) {
    return arriving() ? nowNanos - startNanos : 0;
  }

  private boolean arriving() {
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
  void end() {
    overhead.release();
    if (stage.getAndUpdate(now -> now == Stage.CLAIMED ? now : Stage.ENDED) != Stage.CLAIMED) {
      message.release();
    }
  }

  /// Whether nothing more of the call is wanted.
  boolean isOver() {
    return stage.get() == Stage.ENDED;
  }
}
