package io.treeline.processor.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.TokenUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/// Which price the names that clients send stand for.
class PriceLookupTest {
  private static final long JANUARY_2026 = 1_768_000_000_000_000_000L;

  @ParameterizedTest
  @CsvFileSource(resources = "names.csv")
  void names_meanThePrice(@Nullable String provider, String model, String reference) {
    assertThat(reference(provider, model)).isEqualTo(reference);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, my-own-model",
    "groq, gpt-5",
    "google, gpt-5",
    "ollama, gpt-oss:20b",
    "ollama.chat, deepseek-r1",
    "vllm, deepseek-ai/DeepSeek-R1",
    ", llama3.2:3b",
    ", gpt-99",
    ", gpt-5-nanoscopic-mini",
    ", ''",
    ", /",
  })
  void namesOfNothing_haveNoPrice(@Nullable String provider, String model) {
    assertThat(reference(provider, model)).isNull();
  }

  @Test
  void endlessName_meansNothing() {
    assertThat(reference("openai", "gpt-5-nano-" + "x".repeat(PriceLookup.MAX_NAME_CHARS)))
        .isNull();
    assertThat(reference("x".repeat(PriceLookup.MAX_NAME_CHARS + 1), "gpt-5")).isNull();
  }

  @Test
  void answersKept_staysBounded() {
    PricedModel model =
        new PricedModel("m", new MatchRule.Equals("m"), TokenUsage.UNKNOWN, List.of());
    PriceLookup lookup =
        new PriceLookup(
            List.of(new PriceProvider("p", null, null, List.of(), () -> List.of(model))));

    for (int i = 0; i < 2 * PriceLookup.MAX_CACHED; i++) {
      lookup.find("p", "model-" + i, null);
    }

    assertThat(lookup.cached()).isBetween(1, PriceLookup.MAX_CACHED);
    assertThat(lookup.find("p", "m", null).reference()).isEqualTo("p/m");
  }

  private static @Nullable String reference(@Nullable String provider, String model) {
    TokenUsage usage = new TokenUsage(10, 10, 20, 0, 0, 0);
    String reference =
        PriceTable.bundled().price(CallToPrice.of(provider, model, usage, JANUARY_2026)).priceRef();
    return reference;
  }
}
