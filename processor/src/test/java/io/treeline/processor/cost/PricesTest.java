package io.treeline.processor.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.Cost;
import io.treeline.model.StepCost;
import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {
  private static final long JANUARY_2026 = 1_767_225_600_000_000_000L;
  private static final long MARCH_2026 = 1_772_323_200_000_000_000L;
  private static final TokenUsage MILLION_EACH =
      new TokenUsage(1_000_000, 1_000_000, 2_000_000, 0, 0, 0);
  private static final Fields REPORTED =
      new Fields.Builder().put(Field.REPORTED_NANO_USD, 42L, "span attribute cost").build();

  @TempDir Path folder = Path.of("");

  private Prices own(String json) {
    try {
      return Prices.load(List.of(Files.writeString(folder.resolve("own.json"), json)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static StepCost cost(Prices prices, @Nullable String provider, String model) {
    return prices.price(provider, model, MILLION_EACH, Fields.NONE, JANUARY_2026);
  }

  @Test
  void ownPrice_goesBeforeReported_andReportedBeforeBundled_allAreKept() {
    Prices own = own("{\"prices\":[{\"model\":\"gpt-5\",\"input\":1,\"output\":2}]}");

    StepCost users = own.price("openai", "gpt-5", MILLION_EACH, REPORTED, JANUARY_2026);
    StepCost reported = own.price("openai", "gpt-5-mini", MILLION_EACH, REPORTED, JANUARY_2026);
    StepCost bundled = cost(own, "openai", "gpt-5-mini");

    assertThat(users)
        .isEqualTo(new StepCost(3_000_000_000L, "gpt-5", "own.json", 42, 3_000_000_000L));
    assertThat(reported).isEqualTo(new StepCost(42, "reported", "reported", 42, 2_250_000_000L));
    assertThat(bundled.nanoUsd()).isEqualTo(2_250_000_000L);
    assertThat(bundled.prices()).startsWith("genai-prices ");
    assertThat(bundled.reportedNanoUsd()).isEqualTo(Cost.UNKNOWN);
  }

  @Test
  void reportedCost_ofAModelWithoutPrice_isItsCost() {
    StepCost cost =
        Prices.bundled().price("acme", "no-such-model", MILLION_EACH, REPORTED, JANUARY_2026);

    assertThat(cost).isEqualTo(new StepCost(42, "reported", "reported", 42, Cost.UNKNOWN));
    assertThat(cost(Prices.bundled(), "acme", "no-such-model")).isEqualTo(StepCost.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "acme, acme-large, 3000000000",
    "acme, ACME-Large-2026-01-01, 3000000000",
    ", acme-small, 3000000000",
    "langchain, acme-small, 3000000000",
    "other, acme-small, -1",
    "ollama, house-llama, 5000000000",
  })
  void shortForm_matchesNamesAndProviders(String provider, String model, long nanoUsd) {
    Prices own =
        own(
            """
            {"prices": [
              {"model": "acme-*", "provider": "acme", "input": 1, "output": 2},
              {"model": "house-llama", "input": 2.5, "output": 2.5, "context_window": 32000}
            ]}
            """);

    assertThat(cost(own, provider, model).nanoUsd()).isEqualTo(nanoUsd);
    assertThat(own.contextWindow("anything", "house-llama")).isEqualTo(32_000);
  }

  @Test
  void shortForm_withDates_changesItsPrice_whateverTheOrder() {
    Prices own =
        own(
            """
            {"prices": [
              {"model": "m", "input": 9, "output": 9, "from": "2026-02-01"},
              {"model": "m", "input": 1, "output": 1}
            ]}
            """);

    assertThat(cost(own, null, "m").price()).isEqualTo("m");
    StepCost later = own.price(null, "m", MILLION_EACH, Fields.NONE, MARCH_2026);
    assertThat(later.nanoUsd()).isEqualTo(18_000_000_000L);
    assertThat(later.price()).isEqualTo("m@2026-02-01");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"prices\":[{\"input\":1}]}', needs a model and a price",
    "'{\"prices\":[{\"model\":\"m\"}]}', needs a model and a price",
    "'{\"prices\":[{\"model\":\"m\",\"inptu\":1}]}', unknown key inptu",
    "'{\"prices\":[{\"model\":\"m\",\"input\":-1}]}', absurd price",
    "'{\"prices\":[{\"model\":\"m\",\"input\":\"1\"}]}', no number",
    "'{\"prices\":[{\"model\":\"m\",\"input\":1,\"from\":\"May\"}]}', no date",
    "'{\"gpt-5\":3}', is no object",
    "'7', no prices",
    "'[{\"id\":\"acme\"}]', has no models",
  })
  void badFile_isRefused_withFileAndLine(String json, String problem) {
    assertThatThrownBy(() -> own(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("own.json:1")
        .hasMessageContaining(problem);
  }

  @Test
  void genaiPricesForm_isReadToo() {
    Prices own =
        own(
            "[{\"id\":\"acme\",\"models\":[{\"id\":\"m\",\"match\":{\"equals\":\"m\"},"
                + "\"prices\":{\"input_mtok\":1,\"output_mtok\":1}}]}]");

    assertThat(cost(own, "acme", "m").nanoUsd()).isEqualTo(2_000_000_000L);
  }
}
