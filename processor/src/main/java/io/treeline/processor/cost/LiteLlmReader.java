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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads LiteLLM's `model_prices_and_context_window.json`: one object per model, prices in USD a
/// token, with suffixes for tiers (`_above_200k_tokens`) and service tiers (`_batches`, `_flex`,
/// `_priority`). What it does not know it skips.
final class LiteLlmReader {
  private static final JsonFactory JSON = new JsonFactory();

  /// From USD a token to pico-USD.
  private static final int PICO_SHIFT = 12;

  /// An entry of that name documents the others.
  private static final String EXAMPLE = "sample_spec";

  private static final Map<String, TokenClass> CLASSES =
      Map.of(
          "input_cost_per_token", TokenClass.INPUT,
          "output_cost_per_token", TokenClass.OUTPUT,
          "cache_read_input_token_cost", TokenClass.CACHE_READ,
          "cache_creation_input_token_cost", TokenClass.CACHE_WRITE,
          "cache_creation_input_token_cost_above_1hr", TokenClass.CACHE_WRITE_1H,
          "output_cost_per_reasoning_token", TokenClass.REASONING,
          "input_cost_per_audio_token", TokenClass.INPUT_AUDIO,
          "output_cost_per_audio_token", TokenClass.OUTPUT_AUDIO,
          "input_cost_per_image_token", TokenClass.INPUT_IMAGE,
          "output_cost_per_image_token", TokenClass.OUTPUT_IMAGE);

  private static final Map<String, String> SERVICE_TIERS =
      Map.of("_batches", "batch", "_flex", "flex", "_priority", "priority");

  private final JsonParser json;

  private LiteLlmReader(JsonParser json) {
    this.json = json;
  }

  static PriceTable read(String name, InputStream in) throws IOException {
    try (JsonParser json = JSON.createParser(in)) {
      return new PriceTable(name, new NamedModels(new LiteLlmReader(json).entries()));
    }
  }

  private List<NamedModels.Entry> entries() throws IOException {
    List<NamedModels.Entry> entries = new ArrayList<>();
    json.nextToken();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(json, "model " + name + " is no object");
      }
      if (name.equals(EXAMPLE)) {
        json.skipChildren();
      } else {
        entries.add(entry(name));
      }
    }
    return entries;
  }

  private NamedModels.Entry entry(String name) throws IOException {
    String provider = null;
    long contextWindow = TokenUsage.UNKNOWN;
    long perCall = 0;
    Map<String, List<Rates.Price>> byTier = new HashMap<>();
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      if (key.equals("litellm_provider") && value == JsonToken.VALUE_STRING) {
        provider = providerId(json.getText());
      } else if (key.equals("max_input_tokens") && value.isNumeric()) {
        contextWindow = json.getDecimalValue().longValue();
      } else if (key.equals("input_cost_per_request") && value.isNumeric()) {
        perCall = picoUsd(Rates.MAX_PICO_USD_PER_CALL);
      } else if (value.isNumeric()) {
        addPrice(key, byTier);
      } else {
        json.skipChildren();
      }
    }
    PricedModel model =
        new PricedModel(name, new MatchRule.Equals(name), contextWindow, terms(perCall, byTier));
    return new NamedModels.Entry(provider, name.toLowerCase(Locale.ROOT), model);
  }

  private static List<PriceTerm> terms(long perCall, Map<String, List<Rates.Price>> byTier) {
    List<Rates.Price> standard = byTier.getOrDefault("", List.of());
    if (standard.isEmpty()) {
      return List.of();
    }
    Map<String, Rates> services = new HashMap<>();
    byTier.forEach((tier, prices) -> {
      if (!tier.isEmpty()) {
        List<Rates.Price> all = new ArrayList<>(standard);
        all.addAll(prices);
        services.put(tier, Rates.of(perCall, all));
      }
    });
    return List.of(new PriceTerm(new Validity.Always(), Rates.of(perCall, standard), services));
  }

  private void addPrice(String key, Map<String, List<Rates.Price>> byTier) throws IOException {
    String rest = key;
    String tier = "";
    for (Map.Entry<String, String> suffix : SERVICE_TIERS.entrySet()) {
      if (key.endsWith(suffix.getKey())) {
        tier = suffix.getValue();
        rest = key.substring(0, key.length() - suffix.getKey().length());
      }
    }
    long above = 0;
    TokenClass tokenClass = CLASSES.get(rest);
    int at = rest.lastIndexOf("_above_");
    if (tokenClass == null && at > 0 && rest.endsWith("k_tokens")) {
      tokenClass = CLASSES.get(rest.substring(0, at));
      above = thousands(rest.substring(at + "_above_".length(), rest.length() - 8));
    }
    if (tokenClass != null && above >= 0) {
      long price = picoUsd(Rates.MAX_PICO_USD);
      byTier
          .computeIfAbsent(tier, t -> new ArrayList<>())
          .add(new Rates.Price(tokenClass, above, price));
    }
  }

  private static long thousands(String digits) {
    boolean isNumber =
        !digits.isEmpty() && digits.length() < 8 && digits.chars().allMatch(Character::isDigit);
    return isNumber ? Long.parseLong(digits) * 1_000 : -1;
  }

  private long picoUsd(long max) throws IOException {
    BigDecimal price = json.getDecimalValue().movePointRight(PICO_SHIFT);
    if (price.signum() < 0 || price.compareTo(BigDecimal.valueOf(max)) > 0) {
      throw new JsonParseException(json, "absurd price " + json.getText());
    }
    return price.setScale(0, RoundingMode.HALF_UP).longValueExact();
  }

  private static @Nullable String providerId(String name) {
    String provider = name.toLowerCase(Locale.ROOT);
    if (provider.startsWith("vertex_ai") || provider.equals("gemini")) {
      return "google";
    }
    if (provider.startsWith("bedrock")) {
      return "aws";
    }
    if (provider.startsWith("cohere")) {
      return "cohere";
    }
    return provider.endsWith("openai") && provider.startsWith("text")
        ? "openai"
        : ProviderNames.priceId(provider);
  }
}
