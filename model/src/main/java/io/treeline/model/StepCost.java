package io.treeline.model;

import org.jspecify.annotations.Nullable;

/// What one step costs, in nano-USD; [Cost#UNKNOWN] where it cannot be told.
///
/// `nanoUsd` is the cost that counts. `price` names the price it came from (`reported` when the
/// client said it), `prices` the data that has it. What the client reported and what the prices
/// give are both kept, whichever of them counts.
public record StepCost(
    long nanoUsd,
    @Nullable String price,
    @Nullable String prices,
    long reportedNanoUsd,
    long estimatedNanoUsd) {
  /// No price known, nothing reported.
  public static final StepCost UNKNOWN =
      new StepCost(Cost.UNKNOWN, null, null, Cost.UNKNOWN, Cost.UNKNOWN);

  public boolean isKnown() {
    return nanoUsd != Cost.UNKNOWN;
  }
}
