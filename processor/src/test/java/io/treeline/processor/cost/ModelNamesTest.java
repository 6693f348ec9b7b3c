package io.treeline.processor.cost;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelNamesTest {

  @ParameterizedTest
  @CsvSource({
    "gpt-5-2026-01-01, gpt-5",
    "claude-sonnet-4-5-20250929, claude-sonnet-4-5",
    "claude-sonnet-4-5@20250929, claude-sonnet-4-5",
    "mistral-large-latest, mistral-large",
    "gemini-2.5-flash-001, gemini-2.5-flash",
    "models/gemini-2.5-pro, gemini-2.5-pro",
    "publishers/google/models/gemini-2.5-pro, gemini-2.5-pro",
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0, claude-sonnet-4-5",
    "anthropic.claude-3-haiku-20240307-v1:0, claude-3-haiku",
    "bedrock/eu.anthropic.claude-opus-4-6-v1, claude-opus-4-6",
    "openrouter/openai/GPT-5, gpt-5",
    "' gpt-5 ', gpt-5",
  })
  void lastSpelling_isTheBareName(String model, String bare) {
    assertThat(ModelNames.spellings(model).getLast()).isEqualTo(bare);
  }

  @ParameterizedTest
  @CsvSource({"deepseek-v3", "gpt-4.1", "o4-mini", "gpt-4-0613", "gpt-oss:20b", "kimi-k2-0905"})
  void nameThatOnlyLooksDated_hasOneSpelling(String model) {
    assertThat(ModelNames.spellings(model)).containsExactly(model);
  }

  @Test
  void spellings_beginWithTheNameItself() {
    assertThat(ModelNames.spellings("openrouter/openai/gpt-5-2026-01-01"))
        .containsExactly(
            "openrouter/openai/gpt-5-2026-01-01",
            "openai/gpt-5-2026-01-01",
            "gpt-5-2026-01-01",
            "openrouter/openai/gpt-5",
            "openai/gpt-5",
            "gpt-5");
  }

  @Test
  void spellings_ofAnEndlessPath_areFew() {
    assertThat(ModelNames.spellings("a/".repeat(120) + "gpt-5-2026-01-01")).hasSizeLessThan(12);
  }

  @Test
  void sellers_followTheRoute() {
    assertThat(ModelNames.sellers(ModelNames.spellings("openrouter/anthropic/claude-haiku-4.5")))
        .startsWith("openrouter", "anthropic");
    assertThat(ModelNames.sellers(ModelNames.spellings("us.amazon.nova-lite-v1:0")))
        .containsExactly("aws");
  }
}
