package io.treeline.receiver.admission;

import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.scan.Headroom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The bytes that one request holds of the in-flight budget.
///
/// Grows on the request's own thread while its body arrives, and is released once, by whoever ends
/// the request.
public final class InFlightCharge implements Headroom {
  private final Admission admission;
  private final InFlightBudget budget;
  private final AtomicLong heldBytes = new AtomicLong();

  InFlightCharge(Admission admission, InFlightBudget budget) {
    this.admission = admission;
    this.budget = budget;
  }

  @Override
  public @Nullable Refusal reserve(long totalBytes) {
    long more = totalBytes - heldBytes.get();
    if (more <= 0) {
      return null;
    }
    if (totalBytes > budget.limitBytes()) {
      return Refusal.permanent(
          RefusalReason.TOO_LARGE,
          "the request needs %d bytes of memory, the limit is %d"
              .formatted(totalBytes, budget.limitBytes()));
    }
    if (admission.isLarge(totalBytes) && !admission.tryBecomeLarge(this)) {
      return overload("another large request is being stored");
    }
    if (!budget.tryAcquire(more)) {
      return overload("too many bytes in flight");
    }
    heldBytes.addAndGet(more);
    return null;
  }

  private static Refusal overload(String message) {
    return Refusal.retryable(RefusalReason.BYTES_IN_FLIGHT, message);
  }

  /// Gives everything back; a second call does nothing.
  public void release() {
    budget.release(heldBytes.getAndSet(0));
    admission.leave(this);
  }

  public long heldBytes() {
    return heldBytes.get();
  }
}
