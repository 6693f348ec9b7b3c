package io.treeline.processor.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.TokenUsage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The form of LiteLLM's model_prices_and_context_window.json, with round numbers.
class LiteLlmReaderTest {
  private static final PriceTable TABLE =
      table(
          """
          {
            "sample_spec": {"input_cost_per_token": 0.5, "mode": "one of chat, embedding"},
            "acme-1": {
              "litellm_provider": "acme", "mode": "chat", "max_input_tokens": 200000,
              "input_cost_per_token": 2e-06, "output_cost_per_token": 1e-05,
              "cache_read_input_token_cost": 2e-07, "cache_creation_input_token_cost": 2.5e-06,
              "cache_creation_input_token_cost_above_1hr": 4e-06,
              "input_cost_per_token_above_200k_tokens": 4e-06,
              "output_cost_per_token_above_200k_tokens": 2e-05,
              "input_cost_per_token_batches": 1e-06, "output_cost_per_token_batches": 5e-06,
              "input_cost_per_token_priority": 4e-06,
              "supports_vision": true, "supported_regions": ["eu"]
            },
            "gemini/gemini-test": {
              "litellm_provider": "gemini",
              "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06
            },
            "vertex_ai/gemini-test": {
              "litellm_provider": "vertex_ai-language-models",
              "input_cost_per_token": 3e-06, "output_cost_per_token": 1e-06
            },
            "per-call": {"litellm_provider": "acme", "input_cost_per_request": 0.01,
              "input_cost_per_token": 0, "output_cost_per_token": 0},
            "picture": {"litellm_provider": "acme", "mode": "image_generation",
              "output_cost_per_image": 0.04}
          }
          """);

  private static PriceTable table(String json) {
    try {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      return LiteLlmReader.read("litellm", new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Priced price(
      @Nullable String provider, String model, TokenUsage usage, @Nullable String tier) {
    CallToPrice.Parts parts = new CallToPrice.Parts(-1, 100, -1, -1, -1, -1);
    return TABLE.price(new CallToPrice(provider, model, null, usage, parts, 0, tier));
  }

  private static TokenUsage usage(long input, long output) {
    return new TokenUsage(input, output, -1, -1, -1, -1);
  }

  @Test
  void classesOfTokens_haveTheirPrices() {
    TokenUsage usage = new TokenUsage(1_000, 10, -1, 300, 200, -1);

    // 500 · 2 + 300 · 0.2 + 100 · 2.5 + 100 · 4 + 10 · 10 µUSD
    assertThat(price("acme", "acme-1", usage, null))
        .isEqualTo(new Priced(1_810_000, "acme/acme-1"));
  }

  @Test
  void tier_beginsAboveItsThreshold() {
    assertThat(price("acme", "acme-1", usage(200_000, 0), null).nanoUsd()).isEqualTo(400_200_000);
    assertThat(price("acme", "acme-1", usage(200_001, 0), null))
        .isEqualTo(new Priced(800_004_000, "acme/acme-1>200000"));
  }

  @Test
  void serviceTier_withAPriceOfItsOwn_isTaken() {
    assertThat(price("acme", "acme-1", usage(0, 10), "batch"))
        .isEqualTo(new Priced(50_000, "acme/acme-1+batch"));
    assertThat(price("acme", "acme-1", usage(0, 10), "flex").nanoUsd()).isEqualTo(50_000);
    assertThat(price("acme", "acme-1", usage(0, 10), "standard").nanoUsd()).isEqualTo(100_000);
  }

  @Test
  void routedNames_areFoundByProvider() {
    assertThat(price("gcp.gemini", "gemini-test", usage(1, 0), null).priceRef())
        .isEqualTo("google/gemini/gemini-test");
    assertThat(price(null, "vertex_ai/gemini-test", usage(1, 0), null).priceRef())
        .isEqualTo("google/vertex_ai/gemini-test");
    assertThat(price("anthropic", "gemini-test", usage(1, 0), null)).isEqualTo(Priced.UNKNOWN);
  }

  @Test
  void pricePerCall_isAdded_andPicturesHaveNoTokenPrice() {
    assertThat(price("acme", "per-call", usage(5, 5), null).nanoUsd()).isEqualTo(10_000_000);
    assertThat(price("acme", "picture", usage(5, 5), null)).isEqualTo(Priced.UNKNOWN);
    assertThat(price("acme", "sample_spec", usage(5, 5), null)).isEqualTo(Priced.UNKNOWN);
  }

  @Test
  void contextWindow_isKnown() {
    assertThat(TABLE.contextWindow("acme", "acme-1")).isEqualTo(200_000);
    assertThat(TABLE.contextWindow("acme", "per-call")).isEqualTo(TokenUsage.UNKNOWN);
  }
}
