package io.treeline.processor.findings;

import java.util.Locale;

/// When a rule speaks up. The lower-case name is the key of `processors.agent_trees.findings`;
/// `docs/findings.md` says what each one means.
public enum Threshold {
  /// Equal calls of one tool with equal results.
  REPEATED_TOOL_CALLS(3),
  /// How often a cycle of tool calls goes round, to warn and to call it an error.
  TOOL_CYCLES(3),
  TOOL_CYCLES_ERROR(5),
  /// Equal answers in a row.
  REPEATED_ANSWERS(3),
  MANY_LLM_CALLS(50),
  /// Times that control goes to another agent and comes back.
  PINGPONGS(2),
  AGENT_DEPTH(5),
  /// Share of `max_tokens`.
  NEAR_LIMIT_SHARE(0.98),
  /// Share of the context window.
  CONTEXT_PRESSURE_SHARE(0.8),
  CONTEXT_GROWTH_CALLS(5),
  CONTEXT_GROWTH_FACTOR(4),
  /// Share of the input that is gone from one call to the next.
  COMPACTION_SHARE(0.5),
  CACHE_MISS_CALLS(3),
  CACHE_MISS_SHARE(0.1),
  SLOW_TOOL_SECONDS(30),
  SLOW_LLM_SECONDS(60),
  /// Share of the run that a slow step takes at least.
  SLOW_SHARE(0.5),
  SLOW_FIRST_TOKEN_SECONDS(5),
  /// Share of the call that passes before its first token.
  SLOW_FIRST_TOKEN_SHARE(0.8),
  /// Time that tools of one turn would save side by side.
  SERIAL_TOOLS_SECONDS(1),
  IDLE_GAP_SECONDS(1),
  IDLE_GAP_SHARE(0.2),
  RUN_COST_USD(10);

  private final double value;

  Threshold(double value) {
    this.value = value;
  }

  public double byDefault() {
    return value;
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
