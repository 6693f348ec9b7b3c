package io.treeline.processor.findings;

/// Every deterministic rule over a run's tree. Its name is the `rule` of the JSON contract;
/// `docs/findings.md` says what each one means.
public enum Rule {
  // provider calls
  TRUNCATED,
  NEAR_LIMIT,
  CONTEXT_OVERFLOW,
  CONTEXT_PRESSURE,
  CONTEXT_GROWTH,
  COMPACTED,
  CACHE_MISS,
  REFUSAL,
  EMPTY_OUTPUT,
  MODEL_MISMATCH,
  // failures
  LLM_ERROR,
  RETRY,
  FALLBACK,
  RATE_LIMITED,
  TIMEOUT,
  CANCELLED,
  TOOL_ERROR,
  ERROR_RECOVERED,
  UNKNOWN_TOOL,
  INVALID_ARGS,
  GUARDRAIL_TRIGGERED,
  // loops
  REPEATED_TOOL_CALL,
  TOOL_CYCLE,
  LLM_REPEAT,
  STEP_EXPLOSION,
  HANDOFF_PINGPONG,
  SUBAGENT_DEPTH,
  // tools and answers
  TOOL_RESULT_IGNORED,
  TOOL_CALL_NOT_EXECUTED,
  NO_FINAL_ANSWER,
  ABANDONED,
  // time and money
  SLOW_TOOL,
  SLOW_LLM,
  SLOW_FIRST_TOKEN,
  SERIAL_TOOLS,
  IDLE_GAP,
  COST_SPIKE,
  // what the data lack
  DUP_INSTRUMENTATION,
  CHARGED_ELSEWHERE,
  USAGE_MISMATCH,
  MISSING_USAGE,
  UNPRICED,
  ORPHANS,
  MISSING_ROOT,
  CLOCK_SKEW,
  SESSION_CONFLICT,
  CONTENT_HIDDEN
}
