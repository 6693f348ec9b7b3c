package io.treeline.processor.cost;

import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import org.jspecify.annotations.Nullable;

/// One call to a provider as far as its price goes.
///
/// `provider` and the models are as the client spelled them. `usage` is inclusive; `parts` split it
/// further and are [TokenUsage#UNKNOWN] when nobody reported them. `serviceTier` is the provider's
/// word (`default`, `flex`, `batch`, …).
public record CallToPrice(
    @Nullable String provider,
    @Nullable String responseModel,
    @Nullable String requestModel,
    TokenUsage usage,
    Parts parts,
    long startUnixNanos,
    @Nullable String serviceTier) {

  private static final String BATCH = "batch";

  /// Counts within the usage that have prices of their own.
  public record Parts(
      long cacheWrite5m,
      long cacheWrite1h,
      long inputAudio,
      long outputAudio,
      long inputImage,
      long outputImage) {
    public static final Parts NONE = new Parts(-1, -1, -1, -1, -1, -1);

    static Parts of(Fields fields) {
      return new Parts(
          fields.count(Field.CACHE_WRITE_5M_TOKENS),
          fields.count(Field.CACHE_WRITE_1H_TOKENS),
          fields.count(Field.INPUT_AUDIO_TOKENS),
          fields.count(Field.OUTPUT_AUDIO_TOKENS),
          fields.count(Field.INPUT_IMAGE_TOKENS),
          fields.count(Field.OUTPUT_IMAGE_TOKENS));
    }
  }

  /// A call of which nothing but model, usage and time is known.
  public static CallToPrice of(
      @Nullable String provider, String model, TokenUsage usage, long startUnixNanos) {
    return of(provider, model, usage, Fields.NONE, startUnixNanos);
  }

  /// A call with what its span says beyond the usage; `model` stands in for a response model.
  static CallToPrice of(
      @Nullable String provider,
      @Nullable String model,
      TokenUsage usage,
      Fields fields,
      long startUnixNanos) {
    String responseModel = fields.text(Field.RESPONSE_MODEL);
    return new CallToPrice(
        provider,
        responseModel == null ? model : responseModel,
        fields.text(Field.REQUEST_MODEL),
        usage,
        Parts.of(fields),
        startUnixNanos,
        "true".equals(fields.text(Field.BATCH)) ? BATCH : fields.text(Field.SERVICE_TIER));
  }
}
