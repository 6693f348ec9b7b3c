package io.treeline.processor.cost;

import io.treeline.model.Cost;
import org.jspecify.annotations.Nullable;

/// The cost of one call in nano-USD by one table, and the price it came from; [Cost#UNKNOWN] when
/// there is none.
public record Priced(long nanoUsd, @Nullable String priceRef) {
  public static final Priced UNKNOWN = new Priced(Cost.UNKNOWN, null);

  boolean isKnown() {
    return nanoUsd != Cost.UNKNOWN;
  }
}
