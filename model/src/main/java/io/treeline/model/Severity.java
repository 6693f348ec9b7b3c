package io.treeline.model;

import java.util.Locale;

/// How much a finding matters.
public enum Severity {
  INFO,
  WARN,
  ERROR;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
