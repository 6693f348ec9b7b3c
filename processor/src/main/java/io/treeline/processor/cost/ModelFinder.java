package io.treeline.processor.cost;

import org.jspecify.annotations.Nullable;

/// Finds the priced model that a provider's and a model's name mean. Any thread.
interface ModelFinder {
  /// Names longer than this mean nothing, so that made-up ones cost no time.
  int MAX_NAME_CHARS = 256;

  /// The model that answered, else the one that was asked for; [Match#NONE] when neither is known.
  Match find(
      @Nullable String provider, @Nullable String responseModel, @Nullable String requestModel);

  /// A model and how price references name it; [#NONE] when the names mean none.
  record Match(PricedModel model, String reference) {
    static final Match NONE = new Match(PricedModel.NONE, "");

    boolean isKnown() {
      return !reference.isEmpty();
    }
  }
}
