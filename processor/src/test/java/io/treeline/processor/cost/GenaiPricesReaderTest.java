package io.treeline.processor.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.TokenUsage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenaiPricesReaderTest {
  private static final TokenUsage USAGE = new TokenUsage(1_000, 100, 1_100, 0, 0, 0);

  @Test
  void publishedForm_isABareArray_withPartsWeDoNotUse() throws IOException {
    PriceTable table =
        read(
            """
            [{"id": "acme", "name": "Acme", "api_pattern": "https://acme", "extractors": [{"a": 1}],
              "models": [{"id": "m1", "name": "M", "description": "d", "match": {"equals": "M1"},
                "prices": {"input_mtok": 2, "output_mtok": 3.5, "web_searches_kcount": 10}}]}]
            """);

    assertThat(table.name()).isEqualTo("genai-prices");
    assertThat(table.price(CallToPrice.of("acme", "m1", USAGE, 0)))
        .isEqualTo(new Priced(2_350_000, "acme/m1"));
  }

  @Test
  void datedPrices_withoutAnUndatedOne_beginWithTheFirst() throws IOException {
    PriceTable table =
        read(
            model(
                """
                {"id": "m", "match": {"contains": "m"}, "prices": [
                  {"constraint": {"start_date": "2026-01-01"}, "prices": {"input_mtok": 1}},
                  {"constraint": {"start_date": "2026-02-01"}, "prices": {"input_mtok": 2}}]}
                """));

    assertThat(table.price(CallToPrice.of("acme", "m", USAGE, 0)))
        .isEqualTo(new Priced(1_000_000, "acme/m@2026-01-01"));
  }

  @Test
  void tiersInAnyOrder_areSorted() throws IOException {
    PriceTable table =
        read(
            model(
                """
                {"id": "m", "match": {"regex": "^m$"}, "prices": {"input_mtok": {"base": 1,
                  "tiers": [{"start": 900, "price": 4}, {"start": 500, "price": 2}]}}}
                """));

    assertThat(input(table, 500)).isEqualTo(new Priced(500_000, "acme/m"));
    assertThat(input(table, 900)).isEqualTo(new Priced(1_800_000, "acme/m>500"));
    assertThat(input(table, 901)).isEqualTo(new Priced(3_604_000, "acme/m>900"));
  }

  @Test
  void timeOfDay_withAnOffset_isUnderstood() throws IOException {
    PriceTable table =
        read(
            model(
                """
                {"id": "m", "match": {"equals": "m"}, "prices": [{"prices": {"input_mtok": 1}},
                  {"constraint": {"start_time": "01:00:00+02:00", "end_time": "03:00:00+02:00"},
                   "prices": {"input_mtok": 2}}]}
                """));

    assertThat(table.price(CallToPrice.of("acme", "m", USAGE, 0)).priceRef())
        .isEqualTo("acme/m@23:00-01:00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id': 'm', 'prices': {'input_mtok': 1}}",
        "{'id': 'm', 'match': {}, 'prices': {'input_mtok': 1}}",
        "{'id': 'm', 'match': {'sounds_like': 'm'}, 'prices': {'input_mtok': 1}}",
        "{'id': 'm', 'match': {'equals': 'm', 'contains': 'm'}, 'prices': {'input_mtok': 1}}",
        "{'id': 'm', 'match': {'equals': 'm'}, 'prices': {'input_mtok': -1}}",
        "{'id': 'm', 'match': {'equals': 'm'}, 'prices': {'input_mtok': 9001}}",
        "{'id': 'm', 'match': {'equals': 'm'}, 'prices': {'input_mtok': 'free'}}",
        "{'id': 'm', 'match': {'equals': 'm'}, 'prices': [{'constraint': {'start_date': "
            + "'2025-02-30'}, 'prices': {'input_mtok': 1}}]}",
        "{'id': 'm', 'match': {'equals': 'm'}, 'prices': [{'constraint': {'moon': 'full'}, "
            + "'prices': {'input_mtok': 1}}]}",
        "{'id': 'm', 'match': {'equals': 'm'}, 'prices': [{}]}",
      })
  void unusableModel_isRefusedWithItsLine(String model) {
    assertThatThrownBy(() -> read(model(model.replace('\'', '"'))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line: 2");
  }

  @Test
  void providerWithoutModels_isRefused() {
    assertThatThrownBy(() -> read("[{\"id\": \"acme\"}]"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("acme has no models");
  }

  private static Priced input(PriceTable table, long tokens) {
    TokenUsage usage = new TokenUsage(tokens, 0, tokens, 0, 0, 0);
    return table.price(CallToPrice.of("acme", "m", usage, 0));
  }

  private static String model(String model) {
    return "[{\"id\": \"acme\", \"models\": [\n" + model + "]}]";
  }

  private static PriceTable read(String json) throws IOException {
    return GenaiPricesReader.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }
}
