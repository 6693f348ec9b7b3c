package io.treeline.model;

/// Token counts in the inclusive form: cache tokens are part of `input`, reasoning of `output`.
///
/// A field nothing on the wire speaks of is [#UNKNOWN], which is not the same as 0; JSON shows it
/// as `null`. Sums saturate instead of overflowing.
public record TokenUsage(
    long input, long output, long total, long cacheRead, long cacheWrite, long reasoning) {
  /// A count that was not reported.
  public static final long UNKNOWN = -1;

  /// Nothing reported.
  public static final TokenUsage NONE =
      new TokenUsage(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);

  public TokenUsage {
    if (Math.min(
            Math.min(Math.min(input, output), Math.min(total, cacheRead)),
            Math.min(cacheWrite, reasoning))
        < UNKNOWN) {
      throw new IllegalArgumentException("negative token count");
    }
  }

  /// Whether any field is known.
  public boolean isPresent() {
    return (input & output & total & cacheRead & cacheWrite & reasoning) != UNKNOWN;
  }

  /// Field-wise sum; unknown plus unknown stays unknown.
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        add(input, other.input),
        add(output, other.output),
        add(total, other.total),
        add(cacheRead, other.cacheRead),
        add(cacheWrite, other.cacheWrite),
        add(reasoning, other.reasoning));
  }

  /// Sum of two counts, either of which may be unknown.
  public static long add(long a, long b) {
    if (a == UNKNOWN) {
      return b;
    }
    if (b == UNKNOWN) {
      return a;
    }
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
