package io.treeline.model;

/// Where a run's time went, in nanoseconds; [#UNKNOWN] where it cannot be told.
///
/// `llm` and `tool` are unions of intervals, a tool's time without the agents and calls inside it;
/// `other` is what neither covers. For a session all are sums over its runs.
public record Latency(
    long totalNanos, long llmNanos, long toolNanos, long otherNanos, long timeToFirstTokenNanos) {
  public static final long UNKNOWN = -1;

  public static final Latency ZERO = new Latency(0, 0, 0, 0, UNKNOWN);
}
