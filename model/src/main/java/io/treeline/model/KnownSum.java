package io.treeline.model;

/// A sum over values some of which are unknown (-1), exact under removal.
///
/// `known` counts the values that took part; without any the sum itself is unknown.
public record KnownSum(long sum, int known) {
  public static final KnownSum EMPTY = new KnownSum(0, 0);
  private static final long UNKNOWN = -1;

  public KnownSum plus(long value) {
    return value == UNKNOWN ? this : new KnownSum(sum + value, known + 1);
  }

  public KnownSum minus(long value) {
    return value == UNKNOWN ? this : new KnownSum(sum - value, known - 1);
  }

  public KnownSum plus(KnownSum other) {
    return new KnownSum(sum + other.sum, known + other.known);
  }

  /// The sum, or -1 when no value was known. A sum that ran over shows as the largest number.
  public long value() {
    if (known == 0) {
      return UNKNOWN;
    }
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
