package io.treeline.processor.cost;

import io.treeline.model.TokenUsage;
import io.treeline.processor.cost.ModelFinder.Match;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Prices by provider, model and time, and what calls cost at them. Any thread.
///
/// Amounts are exact integers: prices in pico-USD a token, a call's cost rounded once, half up, to
/// nano-USD. What is not known to have a price is [Priced#UNKNOWN]. A price reference names the
/// price for reproduction: `provider/model`, then `@` and the date or time of day since which it
/// holds, `>` and the input tokens that its tier starts after, `+` and a service tier with a price
/// of its own, each where there is one, e.g. `anthropic/claude-opus-4-6@2026-03-13`.
public final class PriceTable {
  private static final String BUNDLED = "genai-prices.json";
  private static final long PICO_PER_NANO = 1_000;

  /// Tiers that providers sell at half their standard price, in exchange for waiting.
  private static final Set<String> HALF_PRICE_TIERS = Set.of("batch", "flex");

  private final String name;
  private final ModelFinder models;

  PriceTable(String name, ModelFinder models) {
    this.name = name;
    this.models = models;
  }

  /// The price data that Treeline ships, read at the first call.
  public static PriceTable bundled() {
    return Bundled.TABLE;
  }

  /// Which data these are, e.g. `genai-prices 0.1.8`.
  public String name() {
    return name;
  }

  /// Prices one call by its response model, else by the requested one.
  public Priced price(CallToPrice call) {
    Match match = models.find(call.provider(), call.responseModel(), call.requestModel());
    PriceTerm term = match.model().termAt(call.startUnixNanos());
    CallTokens tokens = CallTokens.of(call);
    if (term == null || tokens == null || !term.rates().priceTokens()) {
      return Priced.UNKNOWN;
    }
    String service = call.serviceTier() == null ? "" : call.serviceTier().toLowerCase(Locale.ROOT);
    Rates own = term.byServiceTier().get(service);
    Rates rates = own == null ? term.rates() : own;
    boolean half = own == null && HALF_PRICE_TIERS.contains(service);
    Rates.Tier tier = rates.tierFor(tokens.input());
    long picoPerNano = half ? 2 * PICO_PER_NANO : PICO_PER_NANO;
    long nanoUsd = (rates.picoUsd(tokens, tier) + picoPerNano / 2) / picoPerNano;
    String reference = match.reference() + term.validity().label() + tier.label();
    return new Priced(nanoUsd, half || own != null ? reference + "+" + service : reference);
  }

  /// How many tokens the model can take, or [TokenUsage#UNKNOWN].
  public long contextWindow(@Nullable String provider, String model) {
    return models.find(provider, model, null).model().contextWindow();
  }

  ModelFinder models() {
    return models;
  }

  private static final class Bundled {
    static final PriceTable TABLE = read();

    private static PriceTable read() {
      try (InputStream in =
          Objects.requireNonNull(PriceTable.class.getResourceAsStream(BUNDLED), BUNDLED)) {
        return GenaiPricesReader.readBundled(in);
      } catch (IOException e) {
        throw new UncheckedIOException(BUNDLED, e);
      }
    }
  }
}
