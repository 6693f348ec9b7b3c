package io.treeline.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call that a provider bills: chat, embedding or rerank.
///
/// `model` is the response model, else the requested one. `cost` is unknown when the call is
/// unpriced. `finishReason` is the canonical word (`stop`, `length`, `tool_call`, …).
/// `toolDecisions` are the names of the tools the model asked for, in order.
public record LlmCall(
    StepHeader header,
    @Nullable String model,
    @Nullable String requestModel,
    @Nullable String provider,
    TokenUsage tokens,
    Charge charge,
    ChargeReason reason,
    StepCost cost,
    @Nullable String finishReason,
    List<String> toolDecisions,
    long timeToFirstTokenNanos,
    @Nullable String responseId)
    implements Step {
  public LlmCall {
    toolDecisions = List.copyOf(toolDecisions);
  }
}
