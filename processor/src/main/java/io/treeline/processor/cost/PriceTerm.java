package io.treeline.processor.cost;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The rates of a model for some time, and those of service tiers that have rates of their own.
record PriceTerm(Validity validity, Rates rates, Map<String, Rates> byServiceTier) {
  PriceTerm {
    byServiceTier = Map.copyOf(byServiceTier);
  }

  PriceTerm(Validity validity, Rates rates) {
    this(validity, rates, Map.of());
  }

  /// Undated terms first, then by date: of several that hold, the last one counts.
  static List<PriceTerm> inOrder(List<PriceTerm> terms) {
    List<PriceTerm> ordered = new ArrayList<>(terms);
    ordered.sort(
        Comparator.comparingLong((PriceTerm term) ->
            term.validity() instanceof Validity.From(var day) ? day.toEpochDay() : Long.MIN_VALUE));
    return ordered;
  }
}
