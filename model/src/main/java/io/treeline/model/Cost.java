package io.treeline.model;

import org.jspecify.annotations.Nullable;

/// Estimated cost in nano-USD (10⁻⁹ USD).
///
/// `complete` is false when calls without a known price are missing from `nanoUsd`; `unpricedCalls`
/// counts them. `nanoUsd` is [#UNKNOWN] when nothing could be priced. `prices` names the price data
/// used, e.g. `genai-prices 0.1.8`.
public record Cost(long nanoUsd, boolean complete, int unpricedCalls, @Nullable String prices) {
  /// No price known.
  public static final long UNKNOWN = -1;

  /// The cost of no calls at all.
  public static final Cost ZERO = new Cost(0, true, 0, null);

  public Cost plus(Cost other) {
    return new Cost(
        TokenUsage.add(nanoUsd, other.nanoUsd),
        complete && other.complete,
        unpricedCalls + other.unpricedCalls,
        prices == null ? other.prices : prices);
  }
}
