package io.treeline.model;

/// How often one tool was executed in a run or session, how often it failed, and its summed time.
public record ToolUse(int calls, int errors, long totalNanos) {

  public ToolUse plus(ToolUse other) {
    return new ToolUse(calls + other.calls, errors + other.errors, totalNanos + other.totalNanos);
  }
}
