package io.treeline.processor.cost;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.treeline.model.TokenUsage;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads prices as a user writes them by hand, in USD per million tokens:
///
/// ```json
/// {"prices": [{"model": "acme-*", "provider": "acme", "input": 3, "output": 15, "cache_read": 0.3,
///              "cache_write": 3.75, "reasoning": 15, "per_call": 0.001, "context_window": 128000,
///              "from": "2026-01-01"}]}
/// ```
///
/// Only `model` and one price are required. Entries of one provider and model with several dates
/// are one model whose price changed.
final class OwnPricesReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MTOK_SHIFT = 6;
  private static final int CALL_SHIFT = 12;

  private static final Map<String, TokenClass> CLASSES =
      Map.of(
          "input", TokenClass.INPUT,
          "output", TokenClass.OUTPUT,
          "cache_read", TokenClass.CACHE_READ,
          "cache_write", TokenClass.CACHE_WRITE,
          "cache_write_5m", TokenClass.CACHE_WRITE_5M,
          "cache_write_1h", TokenClass.CACHE_WRITE_1H,
          "reasoning", TokenClass.REASONING,
          "input_audio", TokenClass.INPUT_AUDIO,
          "output_audio", TokenClass.OUTPUT_AUDIO);

  private final JsonParser json;
  private final Map<Named, Terms> models = new LinkedHashMap<>();

  private record Named(@Nullable String provider, String model) {}

  /// The prices of one model, in the order of the file.
  private static final class Terms {
    private final List<PriceTerm> terms = new ArrayList<>();
    private long contextWindow = TokenUsage.UNKNOWN;
  }

  private OwnPricesReader(JsonParser json) {
    this.json = json;
  }

  static PriceTable read(String name, InputStream in) throws IOException {
    try (JsonParser json = JSON.createParser(in)) {
      OwnPricesReader reader = new OwnPricesReader(json);
      reader.readAll();
      return new PriceTable(name, new NamedModels(reader.entries()));
    }
  }

  private void readAll() throws IOException {
    json.nextToken();
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      if (!key.equals("prices") || json.nextToken() != JsonToken.START_ARRAY) {
        throw refusal("expected an array of prices, not " + key);
      }
      while (json.nextToken() != JsonToken.END_ARRAY) {
        readEntry();
      }
    }
  }

  private void readEntry() throws IOException {
    String model = null;
    String provider = null;
    LocalDate from = null;
    long contextWindow = TokenUsage.UNKNOWN;
    long perCall = 0;
    List<Rates.Price> prices = new ArrayList<>();
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      json.nextToken();
      switch (key) {
        case "model" -> model = json.getText();
        case "provider" -> provider = json.getText();
        case "from" -> from = day(json.getText());
        case "context_window" -> contextWindow = json.getLongValue();
        case "per_call" -> perCall = picoUsd(CALL_SHIFT, Rates.MAX_PICO_USD_PER_CALL);
        default -> prices.add(price(key));
      }
    }
    if (model == null || prices.isEmpty() && perCall == 0) {
      throw refusal("an entry needs a model and a price");
    }
    add(model, provider, from, contextWindow, Rates.of(perCall, prices));
  }

  private void add(
      String model,
      @Nullable String provider,
      @Nullable LocalDate from,
      long contextWindow,
      Rates rates) {
    String itsProvider =
        provider == null ? null : ProviderNames.priceId(provider.toLowerCase(Locale.ROOT));
    Terms terms =
        models.computeIfAbsent(
            new Named(itsProvider, model.toLowerCase(Locale.ROOT)), n -> new Terms());
    Validity validity = from == null ? new Validity.Always() : new Validity.From(from);
    terms.terms.add(new PriceTerm(validity, rates, Map.of()));
    terms.contextWindow = Math.max(terms.contextWindow, contextWindow);
  }

  private List<NamedModels.Entry> entries() {
    List<NamedModels.Entry> entries = new ArrayList<>();
    models.forEach((named, terms) -> {
      PricedModel model =
          new PricedModel(
              named.model(),
              new MatchRule.Equals(named.model()),
              terms.contextWindow,
              PriceTerm.inOrder(terms.terms));
      entries.add(new NamedModels.Entry(named.provider(), named.model(), model));
    });
    return entries;
  }

  private Rates.Price price(String key) throws IOException {
    TokenClass tokenClass = CLASSES.get(key);
    if (tokenClass == null) {
      throw refusal("unknown key " + key);
    }
    return new Rates.Price(tokenClass, 0, picoUsd(MTOK_SHIFT, Rates.MAX_PICO_USD));
  }

  private LocalDate day(String text) throws IOException {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw refusal("no date: " + text);
    }
  }

  private long picoUsd(int shift, long max) throws IOException {
    if (!json.currentToken().isNumeric()) {
      throw refusal("no number: " + json.getText());
    }
    BigDecimal price = json.getDecimalValue().movePointRight(shift);
    if (price.signum() < 0 || price.compareTo(BigDecimal.valueOf(max)) > 0) {
      throw refusal("absurd price " + json.getText());
    }
    return price.setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  private JsonParseException refusal(String problem) {
    return new JsonParseException(json, problem);
  }
}
