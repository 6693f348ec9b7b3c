package io.treeline.model;

import java.util.Locale;

/// How a run came out, decided from its tree alone.
public enum Outcome {
  FINAL_ANSWER,
  TRUNCATED,
  TOOL_PENDING,
  HANDED_OFF,
  REFUSED,
  EMPTY,
  ERROR,
  ABANDONED,
  UNKNOWN;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
