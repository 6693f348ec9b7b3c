package io.treeline.model;

import org.jspecify.annotations.Nullable;

/// A provider call that a trace shows and would charge, so that other traces that show the same
/// call can be found (architecture: claims).
///
/// `responseHash` stands for the provider's response id. `model` is the response model, else the
/// requested one, "" when unknown. `sessionId` is null when the run's session is implicit. `tokens`
/// are what the trace itself knows of the call.
public record Claim(
    long responseHash,
    TraceId traceId,
    long spanId,
    long startUnixNanos,
    long endUnixNanos,
    String model,
    @Nullable String sessionId,
    TokenUsage tokens,
    boolean belowAgent) {}
