package io.treeline.processor.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// What a model charges, tier by tier.
///
/// A tier is a cliff: it prices all tokens of a call whose input exceeds its threshold. The first
/// tier starts at no input at all; there is always one.
record Rates(long picoUsdPerCall, List<Tier> tiers) {
  /// USD 9,000 per million tokens, in pico-USD a token: no price is higher, so that no call's cost
  /// overflows (times [CallTokens#MAX_TOKENS] it is just below 2⁶³).
  static final long MAX_PICO_USD = 9_000_000_000L;

  /// USD 1,000 a call, likewise.
  static final long MAX_PICO_USD_PER_CALL = 1_000_000_000_000_000L;

  /// A class of tokens that the model has no price for.
  private static final long NO_PRICE = -1;

  /// Prices in pico-USD a token by ordinal of [TokenClass], for more than `above` input tokens.
  record Tier(long above, long[] picoUsd) {
    /// What a price reference says of it, e.g. `>200000`.
    String label() {
      return above == 0 ? "" : ">" + above;
    }
  }

  /// The price of one class of tokens for more than `above` input tokens, 0 being always.
  record Price(TokenClass tokenClass, long above, long picoUsd) implements Comparable<Price> {
    /// By threshold.
    @Override
    public int compareTo(Price other) {
      int order = Long.compare(above, other.above);
      return order == 0 ? tokenClass.compareTo(other.tokenClass) : order;
    }
  }

  Rates {
    tiers = List.copyOf(tiers);
  }

  static Rates of(long picoUsdPerCall, List<Price> prices) {
    long[] current = new long[TokenClass.ALL.length];
    Arrays.fill(current, NO_PRICE);
    List<Price> rising = new ArrayList<>(prices);
    Collections.sort(rising);
    List<Tier> tiers = new ArrayList<>(1);
    long above = 0;
    for (Price price : rising) {
      if (price.above() > above) {
        tiers.add(new Tier(above, withFallbacks(current)));
        above = price.above();
      }
      current[price.tokenClass().ordinal()] = price.picoUsd();
    }
    tiers.add(new Tier(above, withFallbacks(current)));
    return new Rates(picoUsdPerCall, tiers);
  }

  /// Whether tokens have a price; models billed by the page or the picture have none.
  boolean priceTokens() {
    long[] prices = tiers.getFirst().picoUsd();
    return prices[TokenClass.INPUT.ordinal()] != NO_PRICE
        || prices[TokenClass.OUTPUT.ordinal()] != NO_PRICE;
  }

  Tier tierFor(long inputTokens) {
    int i = tiers.size() - 1;
    while (i > 0 && inputTokens <= tiers.get(i).above()) {
      i--;
    }
    return tiers.get(i);
  }

  /// The cost of a call in pico-USD, exact.
  long picoUsd(CallTokens tokens, Tier tier) {
    long sum = picoUsdPerCall;
    for (TokenClass tokenClass : TokenClass.ALL) {
      long price = tier.picoUsd()[tokenClass.ordinal()];
      if (price != NO_PRICE) {
        sum += price * tokens.count(tokenClass);
      }
    }
    return sum;
  }

  private static long[] withFallbacks(long[] prices) {
    long[] all = prices.clone();
    for (TokenClass tokenClass : TokenClass.ALL) {
      TokenClass whole = tokenClass.partOf();
      if (all[tokenClass.ordinal()] == NO_PRICE && whole != null) {
        all[tokenClass.ordinal()] = all[whole.ordinal()];
      }
    }
    return all;
  }
}
