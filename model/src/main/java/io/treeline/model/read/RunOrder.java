package io.treeline.model.read;

import java.util.Locale;

/// How a list of runs is ordered. The lower-case name is the value of `order=`.
public enum RunOrder {
  NEWEST,
  OLDEST,
  COST,
  TOKENS,
  DURATION;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
