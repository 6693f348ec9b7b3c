package io.treeline.processor.cases;

import java.util.List;

/// Some spans and log records, each as a request of its own, and what is true of them.
record GoldenCase(String name, List<CaseItem> items, List<Expected> expected) {
  /// One fact; `of` is the span it is about, empty for a fact about all runs.
  record Expected(String fact, String of, String value, int line) {}

  GoldenCase {
    items = List.copyOf(items);
    expected = List.copyOf(expected);
  }

  @Override
  public String toString() {
    return name;
  }
}
