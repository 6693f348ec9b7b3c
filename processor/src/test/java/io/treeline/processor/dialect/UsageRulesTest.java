package io.treeline.processor.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.TokenUsage;
import org.junit.jupiter.api.Test;

/// The inclusive form of token counts, whatever basis they were sent on.
final class UsageRulesTest {

  private static SpanOf call(long input, long output) {
    return SpanOf.name("x")
        .with("gen_ai.usage.input_tokens", input)
        .with("gen_ai.usage.output_tokens", output);
  }

  @Test
  void cachedInput_isPartOfTheInput_byDefault() {
    assertThat(call(151, 13).with("gen_ai.usage.cache_read.input_tokens", 64).facts().usage())
        .isEqualTo(new TokenUsage(151, 13, 164, 64, -1, -1));
  }

  @Test
  void cachedInput_largerThanTheInput_wasCountedApart() {
    assertThat(
            call(10, 5)
                .with("gen_ai.usage.cache_read.input_tokens", 90)
                .with("gen_ai.usage.cache_creation.input_tokens", 20)
                .facts()
                .usage())
        .isEqualTo(new TokenUsage(120, 5, 125, 90, 20, -1));
  }

  @Test
  void total_provesThatCachedInputWasCountedApart() {
    assertThat(
            call(100, 5)
                .with("gen_ai.usage.cache_read.input_tokens", 40)
                .with("gen_ai.usage.total_tokens", 145)
                .facts()
                .usage())
        .isEqualTo(new TokenUsage(140, 5, 145, 40, -1, -1));
  }

  @Test
  void total_ofInputAndOutput_provesTheInclusiveForm() {
    assertThat(
            call(100, 5)
                .with("gen_ai.usage.cache_read.input_tokens", 40)
                .with("gen_ai.usage.total_tokens", 105)
                .facts()
                .usage())
        .isEqualTo(new TokenUsage(100, 5, 105, 40, -1, -1));
  }

  @Test
  void reasoning_isAddedToTheOutput_onlyWhenTheTotalOrItsSizeProvesIt() {
    assertThat(
            call(10, 5)
                .with("gen_ai.usage.reasoning_tokens", 30)
                .with("gen_ai.usage.total_tokens", 45)
                .facts()
                .usage())
        .isEqualTo(new TokenUsage(10, 35, 45, -1, -1, 30));
    assertThat(call(10, 50).with("gen_ai.usage.reasoning_tokens", 30).facts().usage())
        .isEqualTo(new TokenUsage(10, 50, 60, -1, -1, 30));
  }

  @Test
  void claudeCode_countsCachedInputApart() {
    TokenUsage usage =
        SpanOf.name("claude_code.llm_request")
            .scope("com.anthropic.claude_code.tracing")
            .with("span.type", "llm_request")
            .with("input_tokens", 100)
            .with("output_tokens", 5)
            .with("cache_read_tokens", 40)
            .facts()
            .usage();
    assertThat(usage).isEqualTo(new TokenUsage(140, 5, 145, 40, -1, -1));
  }

  @Test
  void aiSdkNoCacheTokens_proveTheInclusiveForm() {
    TokenUsage usage =
        SpanOf.name("x")
            .with("ai.operationId", "ai.generateText.doGenerate")
            .with("ai.usage.inputTokens", 100)
            .with("ai.usage.outputTokens", 5)
            .with("ai.usage.inputTokenDetails.noCacheTokens", 60)
            .with("ai.usage.inputTokenDetails.cacheReadTokens", 40)
            .facts()
            .usage();
    assertThat(usage).isEqualTo(new TokenUsage(100, 5, 105, 40, -1, -1));
  }

  @Test
  void cacheTokens_insideProviderMetadata_areFound() {
    TokenUsage usage =
        call(100, 5)
            .with("ai.response.providerMetadata", "{\"openai\":{\"cachedPromptTokens\":64}}")
            .facts()
            .usage();
    assertThat(usage.cacheRead()).isEqualTo(64);
  }

  @Test
  void zero_givesWayToASpellingThatHasACount() {
    TokenUsage usage =
        call(100, 5)
            .with("gen_ai.usage.cache_read.input_tokens", 0)
            .with("gen_ai.usage.cache_read_input_tokens", 64)
            .facts()
            .usage();
    assertThat(usage.cacheRead()).isEqualTo(64);
  }

  @Test
  void absurdCounts_saturateOrVanish() {
    assertThat(call(Long.MAX_VALUE, -5).facts().usage())
        .isEqualTo(new TokenUsage(1L << 40, -1, -1, -1, -1, -1));
    TokenUsage nan = SpanOf.name("x").with("gen_ai.usage.input_tokens", Double.NaN).facts().usage();
    assertThat(nan).isEqualTo(TokenUsage.NONE);
    TokenUsage words =
        SpanOf.name("x").with("gen_ai.usage.input_tokens", "Infinity").facts().usage();
    assertThat(words).isEqualTo(TokenUsage.NONE);
  }

  @Test
  void aggregatedUsage_isNoUsage() {
    assertThat(SpanOf.name("x").with("gen_ai.aggregated_usage.input_tokens", 9).facts().usage())
        .isEqualTo(TokenUsage.NONE);
  }
}
