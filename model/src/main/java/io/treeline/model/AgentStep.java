package io.treeline.model;

import org.jspecify.annotations.Nullable;

/// An agent invocation or a workflow; a child run when nested.
///
/// `reported` is the usage the span itself carries: a sum over its calls that is never charged
/// while those calls are seen.
public record AgentStep(
    StepHeader header,
    @Nullable String agentName,
    @Nullable String model,
    @Nullable String provider,
    TokenUsage reported,
    Charge charge,
    ChargeReason reason,
    StepCost cost)
    implements Step {}
