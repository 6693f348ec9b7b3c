package io.treeline.processor.cost;

import org.jspecify.annotations.Nullable;

/// A class of tokens with a price of its own.
///
/// `priceKey` is how genai-prices spells it. A model without a price for a class bills it as the
/// class it belongs to, e.g. cache reads as plain input.
enum TokenClass {
  INPUT("input_mtok", null),
  CACHE_READ("cache_read_mtok", INPUT),
  CACHE_WRITE("cache_write_mtok", INPUT),
  CACHE_WRITE_5M("cache_write_5m_mtok", CACHE_WRITE),
  CACHE_WRITE_1H("cache_write_1h_mtok", CACHE_WRITE),
  INPUT_AUDIO("input_audio_mtok", INPUT),
  INPUT_IMAGE("input_image_mtok", INPUT),
  OUTPUT("output_mtok", null),
  REASONING("output_reasoning_mtok", OUTPUT),
  OUTPUT_AUDIO("output_audio_mtok", OUTPUT),
  OUTPUT_IMAGE("output_image_mtok", OUTPUT);

  /// Constants in order of their ordinals; never changed.
  static final TokenClass[] ALL = values();

  private final String priceKey;
  private final @Nullable TokenClass partOf;

  TokenClass(String priceKey, @Nullable TokenClass partOf) {
    this.priceKey = priceKey;
    this.partOf = partOf;
  }

  /// The class billed when this one has no price; null for plain input and output.
  @Nullable TokenClass partOf() {
    return partOf;
  }

  /// The class of a price key, or null for units that spans do not report.
  static @Nullable TokenClass ofPriceKey(String key) {
    for (TokenClass tokenClass : ALL) {
      if (tokenClass.priceKey.equals(key)) {
        return tokenClass;
      }
    }
    return null;
  }
}
