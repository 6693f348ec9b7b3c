package io.treeline.receiver.admission;

import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.scan.Headroom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The bytes that one request holds of the in-flight budget.
///
/// Grows while the body arrives and is decoded, and is released once, by whoever ends the request;
/// what still arrives then is not taken. Safe for the transport's thread and the request's own.
public final class InFlightCharge implements Headroom {
  private static final long RELEASED = -1;
  private static final Refusal ENDED =
      Refusal.retryable(RefusalReason.BYTES_IN_FLIGHT, "the request has ended");

  private final Admission admission;
  private final AtomicLong heldBytes = new AtomicLong();
  private final AtomicLong expectedBytes = new AtomicLong();

  InFlightCharge(Admission admission) {
    this.admission = admission;
  }

  /// Says how large the request claims to become, which may be much more than ever comes: it takes
  /// nothing of what is for small ones.
  public void expect(long totalBytes) {
    expectedBytes.set(totalBytes);
  }

  long expectedBytes() {
    return expectedBytes.get();
  }

  @Override
  public @Nullable Refusal reserve(long totalBytes) {
    return grow(held -> Math.max(held, totalBytes));
  }

  /// Asks to hold `moreBytes` on top of what is held.
  ///
  /// @return null if granted, else why not
  public @Nullable Refusal add(long moreBytes) {
    return grow(held -> held + moreBytes);
  }

  private @Nullable Refusal grow(LongUnaryOperator size) {
    while (true) {
      long held = heldBytes.get();
      if (held == RELEASED) {
        return ended();
      }
      long total = size.applyAsLong(held);
      if (total == held) {
        return null;
      }
      Refusal refusal = admission.acquire(this, total, total - held);
      if (refusal != null || heldBytes.compareAndSet(held, total)) {
        return refusal;
      }
      admission.giveBack(total - held);
    }
  }

  private Refusal ended() {
    admission.leave(this);
    return ENDED;
  }

  /// Gives everything back; a second call does nothing.
  public void release() {
    admission.giveBack(Math.max(0, heldBytes.getAndSet(RELEASED)));
    admission.leave(this);
  }

  public long heldBytes() {
    return Math.max(0, heldBytes.get());
  }
}
