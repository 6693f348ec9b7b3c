package io.treeline.model;

import java.util.List;

/// A run with its steps in display order: parents before children, siblings by start time.
public record AgentTree(Run run, List<Step> steps) {
  public AgentTree {
    steps = List.copyOf(steps);
  }
}
