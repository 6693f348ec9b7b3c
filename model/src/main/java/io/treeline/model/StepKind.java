package io.treeline.model;

import java.util.Locale;

/// What a step is. The lower-case name is the `kind` of the JSON contract.
public enum StepKind {
  AGENT,
  WORKFLOW,
  STEP,
  LLM,
  EMBEDDING,
  RERANK,
  RETRIEVAL,
  TOOL,
  MEMORY,
  GUARDRAIL,
  EVALUATOR,
  PROMPT,
  HANDOFF,
  INFRA,
  UNKNOWN;

  /// Whether a provider bills such a step: an LLM call, an embedding or a rerank.
  public boolean isBilled() {
    return this == LLM || this == EMBEDDING || this == RERANK;
  }

  /// Whether such a step has agent meaning of its own, unlike HTTP, database and unknown spans.
  public boolean isMeaningful() {
    return this != INFRA && this != UNKNOWN;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
