package io.treeline.model;

import java.util.Locale;

/// Whether a step's span has ended, is open, or has not been seen at all.
public enum StepState {
  OPEN,
  CLOSED,
  /// Children name this span as their parent, but it has not arrived.
  PLACEHOLDER;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
