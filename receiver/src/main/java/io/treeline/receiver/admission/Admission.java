package io.treeline.receiver.admission;

import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Decides which requests may be in memory at one time, for all receivers together.
///
/// Bytes come out of one budget. Of requests over a quarter of it one runs at a time, and small
/// ones have a reserve of their own, so that they always pass. Safe for any number of threads.
public final class Admission {
  /// A request over this part of the budget is large.
  static final int LARGE_FRACTION = 4;

  /// A request up to this part of the budget is small.
  static final int SMALL_FRACTION = 64;

  private final InFlightBudget budget;
  private final AtomicReference<@Nullable InFlightCharge> large = new AtomicReference<>();

  public Admission(InFlightBudget budget) {
    this.budget = budget;
  }

  /// A charge of nothing yet.
  public InFlightCharge open() {
    return new InFlightCharge(this);
  }

  /// Takes `more` bytes for a charge that then holds `total`, or says why not.
  @Nullable Refusal acquire(InFlightCharge charge, long total, long more) {
    if (total > budget.limitBytes()) {
      return Refusal.permanent(
          RefusalReason.TOO_LARGE,
          "the request needs %d bytes of memory, the limit is %d"
              .formatted(total, budget.limitBytes()));
    }
    if (total > budget.limitBytes() / LARGE_FRACTION && !tryBecomeLarge(charge)) {
      return overload("another large request is being stored");
    }
    long size = Math.max(total, charge.expectedBytes());
    boolean small = size <= budget.limitBytes() / SMALL_FRACTION;
    // The large one too, or nothing else could be held beside it when it is as large as may be.
    boolean reserve = small || total > budget.limitBytes() / LARGE_FRACTION;
    boolean granted = reserve ? budget.tryAcquireSmall(more) : budget.tryAcquire(more);
    return granted ? null : overload("too many bytes in flight");
  }

  private boolean tryBecomeLarge(InFlightCharge charge) {
    return large.get() == charge || large.compareAndSet(null, charge);
  }

  private static Refusal overload(String message) {
    return Refusal.retryable(RefusalReason.BYTES_IN_FLIGHT, message);
  }

  /// Whether memory is so short that who sends slowly must make room.
  public boolean isShort() {
    return budget.usedBytes() > budget.limitBytes() / 4 * 3;
  }

  void giveBack(long bytes) {
    budget.release(bytes);
  }

  void leave(InFlightCharge charge) {
    large.compareAndSet(charge, null);
  }
}
