package io.treeline.model;

import java.util.Locale;

/// A step's result. An unset OTLP status counts as ok; an open step has none.
public enum StepStatus {
  OK,
  ERROR,
  UNSET;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
