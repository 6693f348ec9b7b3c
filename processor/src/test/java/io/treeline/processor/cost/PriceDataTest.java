package io.treeline.processor.cost;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.TokenUsage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The price data that we ship make sense as a whole; what a refresh brings must pass here.
class PriceDataTest {
  private static final long NOON_OF_EXAMPLES =
      TimeUnit.DAYS.toNanos(LocalDate.of(2025, 11, 6).toEpochDay()) + TimeUnit.HOURS.toNanos(12);

  /// USD 1,000 per million tokens, in pico-USD a token; the dearest model on file takes 600.
  private static final long ABSURD_PICO_USD = 1_000_000_000L;

  @Test
  void data_areAllThere() throws IOException {
    List<PriceProvider> providers = providers();

    assertThat(providers).hasSizeGreaterThan(30);
    assertThat(providers).extracting(PriceProvider::id).doesNotHaveDuplicates();
    assertThat(providers)
        .extracting(PriceProvider::id)
        .contains("openai", "anthropic", "google", "aws", "azure", "mistral", "deepseek", "groq")
        .containsAll(providers.stream().flatMap(p -> p.fallbacks().stream()).toList());
    assertThat(providers.stream().mapToInt(p -> p.models().get().size()).sum())
        .isGreaterThan(1_000);
  }

  @Test
  void datesOfPrices_riseAndAreSensible() throws IOException {
    for (PriceProvider provider : providers()) {
      for (PricedModel model : provider.models().get()) {
        List<LocalDate> days = startDays(model);
        assertThat(days).as(provider.id() + "/" + model.id()).isSorted();
        assertThat(days).allMatch(day -> day.getYear() >= 2022 && day.getYear() < 2040);
      }
    }
  }

  @Test
  void prices_areNeitherNegativeNorAbsurd() throws IOException {
    for (PriceProvider provider : providers()) {
      for (PricedModel model : provider.models().get()) {
        for (PriceTerm term : model.terms()) {
          assertThat(term.rates().tiers())
              .as(provider.id() + "/" + model.id())
              .allSatisfy(PriceDataTest::assertSensible);
          assertThat(term.rates().picoUsdPerCall()).isBetween(0L, 100_000_000_000L);
        }
      }
    }
  }

  @Test
  void modelIds_areFoundByTheirOwnRules() throws IOException {
    Set<String> unfound = new HashSet<>();
    int models = 0;
    for (PriceProvider provider : providers()) {
      for (PricedModel model : provider.models().get()) {
        models++;
        if (provider.model(model.id().toLowerCase(Locale.ROOT)) == null) {
          unfound.add(provider.id() + "/" + model.id());
        }
      }
    }
    assertThat(unfound.size()).as("%s", unfound).isLessThan(models / 20);
  }

  @Test
  void contextWindows_areSensible() throws IOException {
    assertThat(providers().stream().flatMap(provider -> provider.models().get().stream()))
        .extracting(PricedModel::contextWindow)
        .allMatch(window -> window == TokenUsage.UNKNOWN || window > 0 && window <= 100_000_000);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_costsWhatGenaiPricesSays(String provider, String model, String[] counts) {
    TokenUsage usage =
        new TokenUsage(
            count(counts[2]),
            count(counts[3]),
            TokenUsage.UNKNOWN,
            count(counts[4]),
            count(counts[5]),
            count(counts[6]));
    CallToPrice call =
        new CallToPrice(
            provider,
            model,
            null,
            usage,
            new CallToPrice.Parts(count(counts[7]), count(counts[8]), -1, -1, -1, -1),
            NOON_OF_EXAMPLES,
            null);
    BigDecimal nanoUsd = new BigDecimal(counts[9]).movePointRight(9);

    assertThat(PriceTable.bundled().price(call).nanoUsd())
        .isEqualTo(nanoUsd.setScale(0, RoundingMode.HALF_UP).longValueExact());
  }

  static Stream<Object[]> examples() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(resource("usage-examples.csv"), StandardCharsets.UTF_8))) {
      List<Object[]> examples =
          lines
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split(",", -1))
              .map(cells -> new Object[] {cells[0], cells[1], cells})
              .toList();
      assertThat(examples).hasSizeGreaterThan(50);
      return examples.stream();
    }
  }

  private static void assertSensible(Rates.Tier tier) {
    assertThat(tier.above()).isBetween(0L, 10_000_000L);
    // -1 is no price
    assertThat(LongStream.of(tier.picoUsd()))
        .allMatch(price -> price >= -1 && price < ABSURD_PICO_USD);
  }

  private static List<LocalDate> startDays(PricedModel model) {
    return model.terms().stream()
        .map(PriceTerm::validity)
        .filter(Validity.From.class::isInstance)
        .map(validity -> ((Validity.From) validity).day())
        .toList();
  }

  private static long count(String cell) {
    return cell.isEmpty() ? TokenUsage.UNKNOWN : Long.parseLong(cell);
  }

  private static List<PriceProvider> providers() throws IOException {
    try (InputStream in = resource("genai-prices.json")) {
      return ((PriceLookup) GenaiPricesReader.readBundled(in).models()).providers();
    }
  }

  private static InputStream resource(String name) {
    return requireNonNull(PriceDataTest.class.getResourceAsStream(name), name);
  }
}
