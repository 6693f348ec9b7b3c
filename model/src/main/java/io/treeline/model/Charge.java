package io.treeline.model;

import java.util.Locale;

/// How the ledger treats the usage that a step carries.
public enum Charge {
  /// Counted, once.
  CHARGED,
  /// The same call seen by an outer layer; the inner one is counted.
  WRAPPER,
  /// The same call seen by another instrumentation or delivery.
  DUPLICATE,
  /// A sum over other calls.
  AGGREGATE,
  /// A failed attempt: counted as a call, with the tokens it reports, if any.
  FAILED,
  /// No usage, nothing to count.
  NONE;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
