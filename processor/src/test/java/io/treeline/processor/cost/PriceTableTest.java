package io.treeline.processor.cost;

import static io.treeline.model.TokenUsage.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Costs worked out by hand from the providers' price lists.
class PriceTableTest {
  private static final PriceTable PRICES = PriceTable.bundled();
  private static final long JANUARY_2026 = unixNanos("2026-01-15T12:00:00Z");

  @Test
  void gpt5_cachedInput_isBilledAtCachedRate() {
    // 800 × $1.25 + 200 × $0.125 + 100 × $10, each per million
    assertThat(price("openai", "gpt-5", usage(1_000, 100, 200, 0, 40)))
        .isEqualTo(new Priced(2_025_000, "openai/gpt-5"));
  }

  @Test
  void gpt5Mini_twoRecordedCalls_costWhatTheClientReported() {
    // LiteLLM reported $0.0001166 for these two calls.
    Priced first = price("openai", "gpt-5-mini-2026-01-01", usage(101, 21, 0, 0, 0));
    Priced second = price("openai", "gpt-5-mini-2026-01-01", usage(151, 13, 64, 0, 0));

    assertThat(first.nanoUsd()).isEqualTo(67_250);
    assertThat(second.nanoUsd()).isEqualTo(49_350);
    assertThat(first.nanoUsd() + second.nanoUsd()).isEqualTo(116_600);
  }

  @Test
  void claudeSonnet_cacheWrites_areBilledByLifetime() {
    // uncached 1,000 × $3, read 4,000 × $0.30, 5m 2,000 × $3.75, 1h 3,000 × $6, out 500 × $15
    Fields lifetimes =
        new Fields.Builder()
            .put(Field.CACHE_WRITE_5M_TOKENS, 2_000L, "a")
            .put(Field.CACHE_WRITE_1H_TOKENS, 3_000L, "b")
            .build();
    TokenUsage usage = usage(10_000, 500, 4_000, 5_000, UNKNOWN);

    assertThat(
            PRICES.price(
                CallToPrice.of("anthropic", "claude-sonnet-4-5", usage, lifetimes, JANUARY_2026)))
        .isEqualTo(new Priced(37_200_000, "anthropic/claude-sonnet-4-5"));
  }

  @Test
  void claudeSonnet_cacheWritesOfUnknownLifetime_areBilledAtTheShortOne() {
    TokenUsage usage = usage(10_000, 500, 4_000, 5_000, UNKNOWN);

    // 1,000 × $3 + 4,000 × $0.30 + 5,000 × $3.75 + 500 × $15
    assertThat(price("anthropic", "claude-sonnet-4-5", usage).nanoUsd()).isEqualTo(30_450_000);
  }

  @Test
  void geminiPro_atTheThreshold_staysInTheLowerTier() {
    assertThat(price("gcp.gemini", "gemini-2.5-pro", usage(200_000, 1_000, 0, 0, 0)))
        .isEqualTo(new Priced(260_000_000, "google/gemini-2.5-pro"));
  }

  @Test
  void geminiPro_oneTokenOverTheThreshold_paysMoreForAllTokens() {
    // 200,001 × $2.50 + 1,000 × $15
    assertThat(price("gcp.gemini", "gemini-2.5-pro", usage(200_001, 1_000, 0, 0, 0)))
        .isEqualTo(new Priced(515_002_500, "google/gemini-2.5-pro>200000"));
  }

  @Test
  void geminiPro_cachedInput_countsTowardsTheThreshold() {
    // 1 × $2.50 + 200,000 × $0.25
    assertThat(price("gcp.gemini", "gemini-2.5-pro", usage(200_001, 0, 200_000, 0, 0)).nanoUsd())
        .isEqualTo(50_002_500);
  }

  @Test
  void o3_aroundItsPriceCut_costsWhatItCostThen() {
    TokenUsage usage = usage(1_000, 1_000, 0, 0, 0);
    long before = unixNanos("2025-06-09T23:59:59.999999999Z");
    long after = unixNanos("2025-06-10T00:00:00Z");

    assertThat(PRICES.price(CallToPrice.of("openai", "o3", usage, before)))
        .isEqualTo(new Priced(50_000_000, "openai/o3"));
    assertThat(PRICES.price(CallToPrice.of("openai", "o3", usage, after)))
        .isEqualTo(new Priced(10_000_000, "openai/o3@2025-06-10"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-15T00:29:59Z, 685_000, deepseek/deepseek-chat",
    "2026-01-15T00:30:00Z, 1_370_000, deepseek/deepseek-chat@00:30-16:30",
    "2026-01-15T16:29:59Z, 1_370_000, deepseek/deepseek-chat@00:30-16:30",
    "2026-01-15T16:30:00Z, 685_000, deepseek/deepseek-chat",
  })
  void deepseek_byTimeOfDay_costsLessAtNight(String time, String nanoUsd, String reference) {
    CallToPrice call =
        CallToPrice.of("deepseek", "deepseek-chat", usage(1_000, 1_000, 0, 0, 0), unixNanos(time));

    assertThat(PRICES.price(call))
        .isEqualTo(new Priced(Long.parseLong(nanoUsd.replace("_", "")), reference));
  }

  @Test
  void embedding_withoutOutput_isBilledByInput() {
    assertThat(price("openai", "text-embedding-3-small", usage(1_000, UNKNOWN, 0, 0, UNKNOWN)))
        .isEqualTo(new Priced(20_000, "openai/text-embedding-3-small"));
  }

  @Test
  void modelWithPricePerCall_addsIt() {
    // $12 per 1,000 calls + 100 × $1 + 100 × $1 per million
    assertThat(price("perplexity", "sonar", usage(100, 100, 0, 0, 0)).nanoUsd())
        .isEqualTo(12_200_000);
  }

  @Test
  void audioTokens_whereTheyHaveAPrice_areBilledApart() {
    // 700 × $0.30 + 300 × $1 + 100 × $2.50
    CallToPrice call =
        new CallToPrice(
            "google",
            "gemini-2.5-flash",
            null,
            usage(1_000, 100, 0, 0, 0),
            new CallToPrice.Parts(UNKNOWN, UNKNOWN, 300, UNKNOWN, UNKNOWN, UNKNOWN),
            JANUARY_2026,
            null);

    assertThat(PRICES.price(call).nanoUsd()).isEqualTo(760_000);
  }

  @Test
  void batchAndFlex_areHalfPrice_othersAreNot() {
    TokenUsage usage = usage(1_000, 100, 0, 0, 0);

    assertThat(inTier("flex", usage)).isEqualTo(new Priced(1_125_000, "openai/gpt-5+flex"));
    assertThat(inTier("batch", usage)).isEqualTo(new Priced(1_125_000, "openai/gpt-5+batch"));
    assertThat(inTier("default", usage)).isEqualTo(new Priced(2_250_000, "openai/gpt-5"));
  }

  @Test
  void fractionsOfANanoUsd_areRoundedHalfUpOnce() {
    // $0.003625 per million: 3.625 nano-USD a cached token, 14.5 for four
    assertThat(price("deepseek", "deepseek-v4-pro", usage(1, 0, 1, 0, 0)).nanoUsd()).isEqualTo(4);
    assertThat(price("deepseek", "deepseek-v4-pro", usage(4, 0, 4, 0, 0)).nanoUsd()).isEqualTo(15);
  }

  @Test
  void unknownModel_isUnpriced() {
    assertThat(price("openai", "my-own-model", usage(1_000, 100, 0, 0, 0)))
        .isEqualTo(Priced.UNKNOWN);
    assertThat(price(null, "llama3.2:3b", usage(1_000, 100, 0, 0, 0))).isEqualTo(Priced.UNKNOWN);
  }

  @Test
  void modelWithoutTokenPrice_isUnpriced() {
    assertThat(price("openai", "whisper-1", usage(1_000, 100, 0, 0, 0))).isEqualTo(Priced.UNKNOWN);
  }

  @Test
  void callWithoutModelOrUsage_isUnpriced() {
    assertThat(
            PRICES.price(
                CallToPrice.of("openai", null, usage(1, 1, 0, 0, 0), Fields.NONE, JANUARY_2026)))
        .isEqualTo(Priced.UNKNOWN);
    assertThat(price("openai", "gpt-5", TokenUsage.NONE)).isEqualTo(Priced.UNKNOWN);
  }

  @Test
  void absurdUsage_isUnpriced() {
    assertThat(price("openai", "gpt-5", usage(Long.MAX_VALUE, 1, 0, 0, 0)))
        .isEqualTo(Priced.UNKNOWN);
    assertThat(price("openai", "gpt-5", usage(CallTokens.MAX_TOKENS, 1, 0, 0, 0)))
        .isEqualTo(Priced.UNKNOWN);
  }

  @Test
  void largestUsage_atTheHighestPrice_doesNotOverflow() {
    // 10⁹ × $600 per million
    assertThat(price("openai", "o1-pro", usage(0, CallTokens.MAX_TOKENS, 0, 0, 0)).nanoUsd())
        .isEqualTo(600_000_000_000_000L);
  }

  @Test
  void responseModel_goesBeforeRequestModel() {
    Fields models = models("gpt-5-mini-2026-01-01", "gpt-5");

    assertThat(
            PRICES
                .price(CallToPrice.of("openai", "x", usage(1, 1, 0, 0, 0), models, JANUARY_2026))
                .priceRef())
        .isEqualTo("openai/gpt-5-mini");
  }

  @Test
  void requestModel_whenTheResponseModelIsUnknown_isUsed() {
    Fields models = models("house-model", "gpt-5");

    assertThat(
            PRICES
                .price(CallToPrice.of("openai", "x", usage(1, 1, 0, 0, 0), models, JANUARY_2026))
                .priceRef())
        .isEqualTo("openai/gpt-5");
  }

  @Test
  void contextWindow_isKnownForModelsOnFile() {
    assertThat(PRICES.contextWindow("openai", "gpt-5-2026-01-01")).isEqualTo(400_000);
    assertThat(PRICES.contextWindow("openai", "my-own-model")).isEqualTo(UNKNOWN);
  }

  @Test
  void name_saysDataAndVersion() {
    assertThat(PRICES.name()).matches("genai-prices \\d+\\.\\d+\\.\\d+");
  }

  private static Priced price(@Nullable String provider, String model, TokenUsage usage) {
    return PRICES.price(CallToPrice.of(provider, model, usage, JANUARY_2026));
  }

  private static Priced inTier(String serviceTier, TokenUsage usage) {
    Fields tier = new Fields.Builder().put(Field.SERVICE_TIER, serviceTier, "tier").build();
    return PRICES.price(CallToPrice.of("openai", "gpt-5", usage, tier, JANUARY_2026));
  }

  private static Fields models(String response, String request) {
    return new Fields.Builder()
        .put(Field.RESPONSE_MODEL, response, "response")
        .put(Field.REQUEST_MODEL, request, "request")
        .build();
  }

  private static TokenUsage usage(
      long input, long output, long cacheRead, long cacheWrite, long reasoning) {
    return new TokenUsage(input, output, UNKNOWN, cacheRead, cacheWrite, reasoning);
  }

  private static long unixNanos(String time) {
    Instant instant = Instant.parse(time);
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }
}
