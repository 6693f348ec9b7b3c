package io.treeline.model;

import java.util.ArrayList;
import java.util.List;

/// A run with its steps in display order: parents before children, siblings by start time.
public record AgentTree(Run run, List<Step> steps) {
  public AgentTree {
    steps = List.copyOf(steps);
  }

  /// For each step how many hang below it: those that follow it deeper than itself, without a gap.
  public int[] stepsBelow() {
    int[] below = new int[steps.size()];
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i <= steps.size(); i++) {
      int depth = i < steps.size() ? steps.get(i).header().depth() : Integer.MIN_VALUE;
      while (!open.isEmpty() && steps.get(open.getLast()).header().depth() >= depth) {
        int closed = open.removeLast();
        below[closed] = i - closed - 1;
      }
      open.add(i);
    }
    return below;
  }
}
