package io.treeline.model;

import java.util.Locale;

/// Where a run is in its life (ADR-0003).
public enum RunState {
  RUNNING,
  ENDED,
  STALLED,
  ABANDONED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
