package io.treeline.receiver.admission;

import io.treeline.model.ingest.InFlightBudget;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Decides which requests may be in memory at one time, for all receivers together.
///
/// Bytes come out of one budget. Of requests over a quarter of it one runs at a time, so that small
/// ones always pass. Safe for any number of threads.
public final class Admission {
  /// A request over this part of the budget is large.
  static final int LARGE_FRACTION = 4;

  private final InFlightBudget budget;
  private final AtomicReference<@Nullable InFlightCharge> large = new AtomicReference<>();

  public Admission(InFlightBudget budget) {
    this.budget = budget;
  }

  /// A charge of nothing yet.
  public InFlightCharge open() {
    return new InFlightCharge(this, budget);
  }

  boolean isLarge(long bytes) {
    return bytes > budget.limitBytes() / LARGE_FRACTION;
  }

  boolean tryBecomeLarge(InFlightCharge charge) {
    return large.get() == charge || large.compareAndSet(null, charge);
  }

  void leave(InFlightCharge charge) {
    large.compareAndSet(charge, null);
  }
}
