package io.treeline.model;

/// Why the usage of a step is treated as it is: the ledger's rule in words, and the span that is
/// charged instead, [SpanId#NONE] when none is.
public record ChargeReason(String words, long chargedSpanId) {
  public static final ChargeReason NO_USAGE = new ChargeReason("no usage", SpanId.NONE);

  /// A reason that points to no other span.
  public static ChargeReason of(String words) {
    return new ChargeReason(words, SpanId.NONE);
  }
}
