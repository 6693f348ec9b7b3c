package io.treeline.processor.cost;

import io.treeline.model.TokenUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A model that the price data know, and the names that mean it.
///
/// `contextWindow` is in tokens, [TokenUsage#UNKNOWN] when not on file. Of the terms that cover a
/// moment the last one holds.
record PricedModel(String id, MatchRule names, long contextWindow, List<PriceTerm> terms) {
  /// No model at all.
  static final PricedModel NONE =
      new PricedModel("", new MatchRule.AnyOf(List.of()), TokenUsage.UNKNOWN, List.of());

  PricedModel {
    terms = List.copyOf(terms);
  }

  /// The term for a call that started then; before the first dated term the oldest known one.
  @Nullable PriceTerm termAt(long unixNanos) {
    for (int i = terms.size() - 1; i >= 0; i--) {
      if (terms.get(i).validity().covers(unixNanos)) {
        return terms.get(i);
      }
    }
    return terms.isEmpty() ? null : terms.getFirst();
  }
}
