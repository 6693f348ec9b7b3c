package io.treeline.processor.tree;

import io.treeline.model.Cost;
import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Fields;
import org.jspecify.annotations.Nullable;

/// Says what one call to a provider costs. Pure, any thread.
public interface StepPricer {

  /// Prices one call.
  ///
  /// `model` is the response model, else the requested one. `fields` are the call's own, for what
  /// the usage does not say (service tier, cache lifetimes, a cost the client reported).
  Priced price(
      @Nullable String provider,
      @Nullable String model,
      TokenUsage usage,
      Fields fields,
      long startUnixNanos);

  /// The price data in use, e.g. `genai-prices 0.1.8`.
  String name();

  /// The cost of one call in nano-USD and the price it came from; [Cost#UNKNOWN] when there is
  /// none.
  record Priced(long nanoUsd, @Nullable String priceRef) {
    public static final Priced UNKNOWN = new Priced(Cost.UNKNOWN, null);
  }
}
