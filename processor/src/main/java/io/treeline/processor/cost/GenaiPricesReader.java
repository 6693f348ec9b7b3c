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
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads prices in genai-prices' v2 form: its array of providers, bare or under `providers` of an
/// object that names the `version`. What it does not know it skips; what it cannot use it refuses
/// with the line.
final class GenaiPricesReader {
  private static final JsonFactory JSON = new JsonFactory();

  /// From USD per million tokens to pico-USD a token.
  private static final int MTOK_SHIFT = 6;

  /// From USD per thousand calls to pico-USD a call.
  private static final int KCOUNT_SHIFT = 9;

  private final JsonParser json;

  private final boolean bundled;

  private GenaiPricesReader(JsonParser json, boolean bundled) {
    this.json = json;
    this.bundled = bundled;
  }

  /// Reads a file of providers with their models.
  static PriceTable read(InputStream in) throws IOException {
    try (JsonParser json = JSON.createParser(in)) {
      return new GenaiPricesReader(json, false).table();
    }
  }

  /// Reads the file of providers that we ship, whose models are in files of their own.
  static PriceTable readBundled(InputStream in) throws IOException {
    try (JsonParser json = JSON.createParser(in)) {
      return new GenaiPricesReader(json, true).table();
    }
  }

  /// Reads one of those files, a bare array of models.
  static List<PricedModel> readModels(InputStream in) throws IOException {
    try (JsonParser json = JSON.createParser(in)) {
      json.nextToken();
      return new GenaiPricesReader(json, true).models();
    }
  }

  private PriceTable table() throws IOException {
    String name = "genai-prices";
    List<PriceProvider> providers = List.of();
    if (json.nextToken() == JsonToken.START_ARRAY) {
      return new PriceTable(name, new PriceLookup(providers()));
    }
    for (String key = nextKey(); key != null; key = nextKey()) {
      switch (key) {
        case "version" -> name = name + " " + json.getText();
        case "providers" -> providers = providers();
        default -> json.skipChildren();
      }
    }
    return new PriceTable(name, new PriceLookup(providers));
  }

  private List<PriceProvider> providers() throws IOException {
    List<PriceProvider> providers = new ArrayList<>();
    while (nextElement()) {
      providers.add(provider());
    }
    return providers;
  }

  private PriceProvider provider() throws IOException {
    String id = "";
    MatchRule names = null;
    MatchRule modelNames = null;
    List<String> fallbacks = new ArrayList<>();
    List<PricedModel> models = null;
    for (String key = nextKey(); key != null; key = nextKey()) {
      switch (key) {
        case "id" -> id = json.getText();
        case "provider_match" -> names = rule();
        case "model_match" -> modelNames = rule();
        case "fallback_model_providers" -> {
          while (nextElement()) {
            fallbacks.add(json.getText());
          }
        }
        case "models" -> models = models();
        default -> json.skipChildren();
      }
    }
    return new PriceProvider(id, names, modelNames, fallbacks, source(id, models));
  }

  private Supplier<List<PricedModel>> source(String id, @Nullable List<PricedModel> models)
      throws IOException {
    if (models != null) {
      return () -> models;
    }
    if (bundled) {
      return new BundledModels(id);
    }
    throw refusal("provider " + id + " has no models");
  }

  private List<PricedModel> models() throws IOException {
    List<PricedModel> models = new ArrayList<>();
    while (nextElement()) {
      models.add(model());
    }
    return List.copyOf(models);
  }

  private PricedModel model() throws IOException {
    String id = "";
    MatchRule names = null;
    long contextWindow = TokenUsage.UNKNOWN;
    List<PriceTerm> terms = List.of();
    for (String key = nextKey(); key != null; key = nextKey()) {
      switch (key) {
        case "id" -> id = json.getText();
        case "match" -> names = rule();
        case "context_window" -> contextWindow = json.getLongValue();
        case "prices" -> terms = terms();
        default -> json.skipChildren();
      }
    }
    if (names == null) {
      throw refusal("model " + id + " has no match");
    }
    return new PricedModel(id, names, contextWindow, terms);
  }

  private MatchRule rule() throws IOException {
    String operator = nextKey();
    if (operator == null) {
      throw refusal("empty match");
    }
    MatchRule rule =
        switch (operator) {
          case "equals" -> new MatchRule.Equals(lowerCase());
          case "starts_with" -> new MatchRule.StartsWith(lowerCase());
          case "ends_with" -> new MatchRule.EndsWith(lowerCase());
          case "contains" -> new MatchRule.Contains(lowerCase());
          case "regex" -> new MatchRule.Finds(json.getText());
          case "or" -> new MatchRule.AnyOf(rules());
          case "and" -> new MatchRule.AllOf(rules());
          default -> throw refusal("unknown match " + operator);
        };
    if (nextKey() != null) {
      throw refusal("a match has one operator");
    }
    return rule;
  }

  private List<MatchRule> rules() throws IOException {
    List<MatchRule> rules = new ArrayList<>();
    while (nextElement()) {
      rules.add(rule());
    }
    return rules;
  }

  private String lowerCase() throws IOException {
    return json.getText().toLowerCase(Locale.ROOT);
  }

  /// Prices that always hold, or a list of dated ones.
  private List<PriceTerm> terms() throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      return List.of(new PriceTerm(new Validity.Always(), rates()));
    }
    List<PriceTerm> terms = new ArrayList<>();
    while (nextElement()) {
      terms.add(term());
    }
    return terms;
  }

  private PriceTerm term() throws IOException {
    Validity validity = new Validity.Always();
    Rates rates = null;
    for (String key = nextKey(); key != null; key = nextKey()) {
      switch (key) {
        case "constraint" -> validity = validity();
        case "prices" -> rates = rates();
        default -> json.skipChildren();
      }
    }
    if (rates == null) {
      throw refusal("dated prices without prices");
    }
    return new PriceTerm(validity, rates);
  }

  private Validity validity() throws IOException {
    String startDate = null;
    String startTime = null;
    String endTime = null;
    for (String key = nextKey(); key != null; key = nextKey()) {
      switch (key) {
        case "start_date" -> startDate = json.getText();
        case "start_time" -> startTime = json.getText();
        case "end_time" -> endTime = json.getText();
        default -> json.skipChildren();
      }
    }
    return validity(startDate, startTime, endTime);
  }

  private Validity validity(
      @Nullable String startDate, @Nullable String startTime, @Nullable String endTime)
      throws IOException {
    try {
      if (startDate != null) {
        return new Validity.From(LocalDate.parse(startDate));
      }
      if (startTime != null && endTime != null) {
        return new Validity.Daily(utc(startTime), utc(endTime));
      }
    } catch (DateTimeException e) {
      throw refusal("not a date or time: " + e.getMessage());
    }
    throw refusal("unknown constraint on a price");
  }

  private static LocalTime utc(String time) {
    return OffsetTime.parse(time).withOffsetSameInstant(ZoneOffset.UTC).toLocalTime();
  }

  private Rates rates() throws IOException {
    long perCall = 0;
    List<Rates.Price> prices = new ArrayList<>();
    for (String key = nextKey(); key != null; key = nextKey()) {
      TokenClass tokenClass = TokenClass.ofPriceKey(key);
      if (tokenClass != null) {
        addPrices(tokenClass, prices);
      } else if (key.equals("requests_kcount")) {
        perCall = picoUsd(KCOUNT_SHIFT, Rates.MAX_PICO_USD_PER_CALL);
      } else {
        json.skipChildren();
      }
    }
    return Rates.of(perCall, prices);
  }

  /// A number, or a base price with tiers above it.
  private void addPrices(TokenClass tokenClass, List<Rates.Price> prices) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      prices.add(new Rates.Price(tokenClass, 0, picoUsd(MTOK_SHIFT, Rates.MAX_PICO_USD)));
      return;
    }
    for (String key = nextKey(); key != null; key = nextKey()) {
      switch (key) {
        case "base" ->
            prices.add(new Rates.Price(tokenClass, 0, picoUsd(MTOK_SHIFT, Rates.MAX_PICO_USD)));
        case "tiers" -> {
          while (nextElement()) {
            prices.add(tierPrice(tokenClass));
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  private Rates.Price tierPrice(TokenClass tokenClass) throws IOException {
    long above = 0;
    long price = 0;
    for (String key = nextKey(); key != null; key = nextKey()) {
      switch (key) {
        case "start" -> above = json.getLongValue();
        case "price" -> price = picoUsd(MTOK_SHIFT, Rates.MAX_PICO_USD);
        default -> json.skipChildren();
      }
    }
    return new Rates.Price(tokenClass, above, price);
  }

  /// The price at the parser, to the whole pico-USD of what is bought one at a time.
  private long picoUsd(int shift, long max) throws IOException {
    BigDecimal price = json.getDecimalValue().movePointRight(shift);
    if (price.signum() < 0 || price.compareTo(BigDecimal.valueOf(max)) > 0) {
      throw refusal("absurd price " + json.getText());
    }
    return price.setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  /// The next key of the object at the parser, which moves on to its value; null at its end.
  private @Nullable String nextKey() throws IOException {
    String key = json.nextFieldName();
    if (key != null) {
      json.nextToken();
    }
    return key;
  }

  /// Moves to the next element of the array at the parser; false at its end.
  private boolean nextElement() throws IOException {
    return json.nextToken() != JsonToken.END_ARRAY;
  }

  private JsonParseException refusal(String problem) {
    return new JsonParseException(json, problem);
  }
}
