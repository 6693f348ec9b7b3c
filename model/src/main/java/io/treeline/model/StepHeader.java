package io.treeline.model;

import org.jspecify.annotations.Nullable;

/// What every step has, whatever its kind.
///
/// `parentSpanId` is the id on the wire, `logicalParentId` the step it hangs under in the tree
/// (both [SpanId#NONE] at the top). `durationNanos` is [#UNKNOWN] for open and placeholder steps.
/// `agent` is the name of the agent the step works for, itself for an agent.
public record StepHeader(
    long spanId,
    long parentSpanId,
    long logicalParentId,
    StepKind kind,
    String name,
    StepState state,
    @Nullable String agent,
    long startUnixNanos,
    long durationNanos,
    StepStatus status,
    @Nullable String errorType,
    @Nullable String errorMessage,
    int depth,
    @Nullable String dialect) {
  public static final long UNKNOWN = -1;
}
