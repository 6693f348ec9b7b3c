package io.treeline.processor.cost;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A provider that the price data know.
///
/// `names` matches other spellings of its id, `modelNames` the models that mean this provider when
/// none is named; null where there is no such rule. What it sells of others is looked up at
/// `fallbacks`, by id. Of several models whose rule fits a name the first is meant.
record PriceProvider(
    String id,
    @Nullable MatchRule names,
    @Nullable MatchRule modelNames,
    List<String> fallbacks,
    Supplier<List<PricedModel>> models) {
  PriceProvider {
    fallbacks = List.copyOf(fallbacks);
  }

  boolean isNamed(String lowerCaseName) {
    return names != null && names.matches(lowerCaseName);
  }

  boolean isMeantBy(String lowerCaseModel) {
    return modelNames != null && modelNames.matches(lowerCaseModel);
  }

  @Nullable PricedModel model(String lowerCaseName) {
    for (PricedModel model : models.get()) {
      if (model.names().matches(lowerCaseName)) {
        return model;
      }
    }
    return null;
  }
}
