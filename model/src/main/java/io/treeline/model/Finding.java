package io.treeline.model;

import java.util.List;

/// What a deterministic rule saw in a run's tree, with the spans it is about.
public record Finding(String rule, Severity severity, List<Long> spanIds, String message) {
  public Finding {
    spanIds = List.copyOf(spanIds);
  }
}
