package io.treeline.processor.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Finding;
import io.treeline.model.Severity;
import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Findings about calls to providers: planted ones are found, their healthy neighbours are not.
class CallFindingsTest {
  private static final String MODEL = "gpt-5";

  private static TestSpan agent() {
    return TestSpan.agent(1, "a").at(0, 9_000);
  }

  private static TestSpan call(long id, long input, long output) {
    return TestSpan.llm(id, MODEL, input, output)
        .under(1)
        .at(id * 100, id * 100 + 90)
        .finish("stop")
        .says("answer " + id);
  }

  private static Finding only(String rule, TestSpan... spans) {
    List<Finding> findings =
        Assembly.of(spans).run().findings().stream().filter(f -> f.rule().equals(rule)).toList();
    assertThat(findings).as(rule).hasSize(1);
    return findings.getFirst();
  }

  private static List<String> rules(TestSpan... spans) {
    return Assembly.of(spans).rules();
  }

  @Test
  void truncatedAnswer_warns_andTheLastOneIsAnError() {
    Finding early = only("TRUNCATED", agent(), call(2, 10, 5).finish("length"), call(3, 10, 5));
    Finding last = only("TRUNCATED", agent(), call(2, 10, 5), call(3, 10, 5).finish("length"));

    assertThat(early.severity()).isEqualTo(Severity.WARN);
    assertThat(early.spanIds()).containsExactly(2L);
    assertThat(early.message()).isEqualTo("1 answer was cut by the token limit");
    assertThat(last.severity()).isEqualTo(Severity.ERROR);
  }

  @ParameterizedTest
  @CsvSource({"98, true", "97, false"})
  void outputNearItsLimit_isFound_fromTheShareOn(long output, boolean found) {
    List<String> rules = rules(agent(), call(2, 10, output).with(Field.MAX_TOKENS, 100L));

    assertThat(rules.contains("NEAR_LIMIT")).isEqualTo(found);
  }

  @Test
  void fullContextWindow_isFound_byReasonErrorOrSize() {
    Finding byError =
        only(
            "CONTEXT_OVERFLOW",
            agent(),
            TestSpan.call(2, MODEL)
                .under(1)
                .at(100, 200)
                .error("BadRequestError")
                .with(Field.ERROR_MESSAGE, "This model's maximum context length is 8192 tokens"));
    Finding byReason =
        only("CONTEXT_OVERFLOW", agent(), call(2, 9, 9).finish("context_overflow"), call(3, 9, 9));
    Finding bySize =
        only("CONTEXT_OVERFLOW", agent(), call(2, Assembly.CONTEXT_WINDOW + 1, 9), call(3, 9, 9));

    assertThat(byError.severity()).isEqualTo(Severity.ERROR);
    assertThat(byReason.severity()).isEqualTo(Severity.WARN);
    assertThat(bySize.message())
        .isEqualTo("the context window was full in 1 call (10001 of 10000 tokens)");
  }

  @ParameterizedTest
  @CsvSource({"8000, true", "7999, false"})
  void fillingContextWindow_isFound_fromTheShareOn(long input, boolean found) {
    assertThat(rules(agent(), call(2, input, 1)).contains("CONTEXT_PRESSURE")).isEqualTo(found);
  }

  @Test
  void growingInput_isFound_whenItGrowsLongAndFar() {
    Finding growth =
        only(
            "CONTEXT_GROWTH",
            agent(),
            call(2, 100, 1),
            call(3, 150, 1),
            call(4, 200, 1),
            call(5, 300, 1),
            call(6, 400, 1));

    assertThat(growth.message()).isEqualTo("input grew from 100 to 400 tokens in 5 calls");
    assertThat(rules(agent(), call(2, 100, 1), call(3, 150, 1), call(4, 200, 1), call(5, 400, 1)))
        .doesNotContain("CONTEXT_GROWTH");
    assertThat(
            rules(
                agent(),
                call(2, 100, 1),
                call(3, 150, 1),
                call(4, 200, 1),
                call(5, 300, 1),
                call(6, 399, 1)))
        .doesNotContain("CONTEXT_GROWTH");
  }

  @Test
  void halvedInput_ofTheSameModel_isACompaction() {
    Finding compacted = only("COMPACTED", agent(), call(2, 1_000, 1), call(3, 499, 1));

    assertThat(compacted.message())
        .isEqualTo("input fell from 1000 to 499 tokens between two calls");
    assertThat(rules(agent(), call(2, 1_000, 1), call(3, 500, 1))).doesNotContain("COMPACTED");
  }

  @Test
  void writtenButUnreadCache_isFound() {
    TestSpan[] spans = {agent(), cached(2, 0), cached(3, 0), cached(4, 20)};
    TestSpan[] hits = {agent(), cached(2, 0), cached(3, 50), cached(4, 50)};

    assertThat(only("CACHE_MISS", spans).message())
        .isEqualTo("150 tokens were written to the cache, 20 of 300 read from it");
    assertThat(rules(hits)).doesNotContain("CACHE_MISS");
  }

  private static TestSpan cached(long id, long read) {
    return call(id, 0, 0).usage(new TokenUsage(100, 1, 101, read, 50, -1));
  }

  @ParameterizedTest
  @CsvSource({"refusal, refused", "content_filter, stopped by a content filter"})
  void refusedAnswer_isFound(String finish, String message) {
    assertThat(only("REFUSAL", agent(), call(2, 9, 9).finish(finish)).message()).endsWith(message);
  }

  @Test
  void emptyAnswer_isFound_butHiddenContentIsNot() {
    TestSpan silent = TestSpan.llm(2, MODEL, 9, 0).under(1).at(100, 200).finish("stop");
    TestSpan hidden = TestSpan.llm(2, MODEL, 9, 5).under(1).at(100, 200).finish("stop");

    assertThat(only("EMPTY_OUTPUT", agent(), silent).severity()).isEqualTo(Severity.WARN);
    assertThat(rules(agent(), hidden)).contains("CONTENT_HIDDEN").doesNotContain("EMPTY_OUTPUT");
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-5, gpt-5-2025-08-07, false",
    "openai/gpt-5, gpt-5, false",
    "claude-sonnet-4-5, claude-sonnet-4-5@20250929, false",
    "gemini-2.5-pro, gemini-2.5-pro-preview-05-06, false",
    "us.anthropic.claude-haiku-4-5-v1:0, claude-haiku-4-5, false",
    "gpt-5, gpt-5-mini, true",
    "gpt-5, claude-haiku-4-5, true",
  })
  void otherModelThanAskedFor_isFound(String asked, String answered, boolean found) {
    TestSpan call = call(2, 9, 9).with(Field.REQUEST_MODEL, asked);

    assertThat(rules(agent(), call.with(Field.RESPONSE_MODEL, answered)).contains("MODEL_MISMATCH"))
        .isEqualTo(found);
  }

  @Test
  void callsWithoutUsage_areCounted() {
    TestSpan silent = TestSpan.call(3, MODEL).under(1).at(300, 400).finish("stop").says("streamed");

    assertThat(only("MISSING_USAGE", agent(), call(2, 9, 9), silent).message())
        .isEqualTo("1 of 2 calls report no tokens: the totals are lower bounds");
  }

  @Test
  void failedCall_followedBySuccess_isARetry_byAnotherModelAFallback() {
    TestSpan failed = TestSpan.call(2, MODEL).under(1).at(100, 200).error("APIError");
    TestSpan other =
        TestSpan.llm(3, "gpt-5-mini", 9, 9).under(1).at(300, 400).finish("stop").says("x");

    assertThat(rules(agent(), failed, call(3, 9, 9))).contains("RETRY").doesNotContain("FALLBACK");
    assertThat(only("FALLBACK", agent(), failed, other).message())
        .isEqualTo("after gpt-5 failed, gpt-5-mini was asked");
  }

  @Test
  void failedCall_neverFollowedBySuccess_isAnError() {
    Finding finding =
        only("LLM_ERROR", agent().error(), TestSpan.call(2, MODEL).under(1).at(100, 200).error());

    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.spanIds()).containsExactly(2L);
  }

  @Test
  void resentRequest_isARetry() {
    assertThat(only("RETRY", agent(), call(2, 9, 9).with(Field.RESEND_COUNT, 2L)).message())
        .isEqualTo("the client repeated requests to the provider 2 times");
  }

  @ParameterizedTest
  @CsvSource({
    "RateLimitError, , RATE_LIMITED",
    ", HTTP 429 Too Many Requests, RATE_LIMITED",
    "APITimeoutError, , TIMEOUT",
    "asyncio.CancelledError, , CANCELLED",
  })
  void causeOfAFailure_isNamed(String type, String message, String rule) {
    TestSpan failed = TestSpan.call(2, MODEL).under(1).at(100, 200).error();
    if (type != null) {
      failed.with(Field.ERROR_TYPE, type);
    }
    if (message != null) {
      failed.with(Field.ERROR_MESSAGE, message);
    }

    assertThat(only(rule, agent().error(), failed).severity()).isEqualTo(Severity.WARN);
    assertThat(only(rule, agent(), failed, call(3, 9, 9)).severity()).isEqualTo(Severity.INFO);
  }

  @Test
  void rateLimitOfTheRequestBelow_isFoundAtTheCall() {
    TestSpan request =
        TestSpan.span(io.treeline.model.StepKind.INFRA, 3)
            .under(2)
            .at(210, 220)
            .with(Field.HTTP_STATUS, 429L);

    assertThat(only("RATE_LIMITED", agent(), call(2, 9, 9), request).spanIds()).containsExactly(2L);
  }

  @Test
  void sameAnswerInARow_isFound() {
    List<TestSpan> spans = new ArrayList<>(List.of(agent()));
    for (long id = 2; id < 5; id++) {
      spans.add(call(id, 9, 9).says("Let me think."));
    }

    assertThat(only("LLM_REPEAT", spans.toArray(TestSpan[]::new)).message())
        .isEqualTo("the model gave the same answer 3 times in a row");
    spans.set(2, call(3, 9, 9).says("Now I know."));
    assertThat(rules(spans.toArray(TestSpan[]::new))).doesNotContain("LLM_REPEAT");
  }

  @Test
  void manyCalls_areAnExplosion() {
    List<TestSpan> spans = new ArrayList<>(List.of(agent()));
    for (long id = 2; id <= 52; id++) {
      spans.add(call(id, 9, 9));
    }

    assertThat(only("STEP_EXPLOSION", spans.toArray(TestSpan[]::new)).message())
        .isEqualTo("51 LLM calls, more than 50");
    spans.removeLast();
    assertThat(rules(spans.toArray(TestSpan[]::new))).doesNotContain("STEP_EXPLOSION");
  }
}
