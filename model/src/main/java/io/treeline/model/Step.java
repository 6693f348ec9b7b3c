package io.treeline.model;

/// A span with agent meaning, in its place in the tree.
public sealed interface Step permits AgentStep, LlmCall, ToolCall, Retrieval, OtherStep {
  StepHeader header();
}
