package io.treeline.processor.tree;

import io.treeline.model.StepCost;
import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Fields;
import org.jspecify.annotations.Nullable;

/// Says what one call to a provider costs, and how much its model can take. Pure, any thread.
public interface StepPricer {

  /// Prices one call.
  ///
  /// `model` is the response model, else the requested one. `fields` are the call's own, for what
  /// the usage does not say (service tier, cache lifetimes, a cost the client reported).
  StepCost price(
      @Nullable String provider,
      @Nullable String model,
      TokenUsage usage,
      Fields fields,
      long startUnixNanos);

  /// How many tokens a model can take, or [TokenUsage#UNKNOWN].
  long contextWindow(@Nullable String provider, String model);
}
