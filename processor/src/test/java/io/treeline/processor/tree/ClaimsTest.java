package io.treeline.processor.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Charge;
import io.treeline.model.Claim;
import io.treeline.model.LlmCall;
import io.treeline.model.Run;
import io.treeline.model.TokenUsage;
import io.treeline.model.TraceId;
import io.treeline.processor.facts.Field;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  private static final TraceId OTHER = new TraceId(1, 2);
  private static final TokenUsage TOKENS = new TokenUsage(51, 7, 58, -1, -1, -1);

  private static TestSpan call() {
    return TestSpan.llm(2, "gpt-5", 51, 7).at(100, 200).with(Field.RESPONSE_ID, "resp-1");
  }

  /// The claim of [#call] as another trace makes it.
  private static Claim foreign(TokenUsage tokens, boolean belowAgent) {
    Claim own = Assembly.of(call()).claims().getFirst();
    return new Claim(
        own.responseHash(),
        OTHER,
        9,
        own.startUnixNanos() + 1,
        own.endUnixNanos() - 1,
        "gpt-5-2025-08-07",
        null,
        tokens,
        belowAgent);
  }

  @Test
  void answeredCall_withAResponseId_isClaimed() {
    List<Claim> claims =
        Assembly.of(
                TestSpan.agent(1, "a").at(0, 900).with(Field.SESSION_ID, "s"),
                call().under(1),
                TestSpan.llm(3, "gpt-5", 1, 1).under(1).at(300, 400),
                TestSpan.call(4, "gpt-5")
                    .under(1)
                    .at(500, 600)
                    .error()
                    .with(Field.RESPONSE_ID, "r"))
            .claims();

    assertThat(claims).hasSize(1);
    Claim claim = claims.getFirst();
    assertThat(claim.spanId()).isEqualTo(2);
    assertThat(claim.tokens()).isEqualTo(TOKENS);
    assertThat(claim.sessionId()).isEqualTo("s");
    assertThat(claim.belowAgent()).isTrue();
  }

  @Test
  void callThatAnotherTraceShowsBelowAnAgent_isChargedThere() {
    Assembly assembly = Assembly.of(call()).foreign(List.of(foreign(TOKENS, true)));

    Run run = assembly.run();
    assertThat(run.metrics().llmCalls()).isZero();
    assertThat(run.metrics().tokens()).isEqualTo(TokenUsage.NONE);
    assertThat(run.metrics().models()).isEmpty();
    assertThat(run.metrics().cost().nanoUsd()).isZero();
    assertThat(assembly.notes()).contains("CHARGED_ELSEWHERE");
    LlmCall step = (LlmCall) assembly.tree().steps().getFirst();
    assertThat(step.charge()).isEqualTo(Charge.DUPLICATE);
    assertThat(step.tokens()).isEqualTo(TOKENS);
  }

  @Test
  void callThatIsShownBetterHere_takesOverWhatTheOtherTraceKnows() {
    TokenUsage other = new TokenUsage(-1, -1, -1, 40, -1, -1);

    Run run = Assembly.of(call()).foreign(List.of(foreign(other, true))).run();

    assertThat(run.metrics().llmCalls()).isEqualTo(1);
    assertThat(run.metrics().tokens()).isEqualTo(new TokenUsage(51, 7, 58, 40, -1, -1));
  }

  @Test
  void ofTwoEqualViews_exactlyOneIsCharged() {
    Claim own = Assembly.of(call()).claims().getFirst();
    Claim other = foreign(TOKENS, false);

    assertThat(Claims.goesBefore(own, other)).isNotEqualTo(Claims.goesBefore(other, own));
  }

  @Test
  void callWithoutUsage_streamedElsewhereWithUsage_isTheSame() {
    TestSpan stream = TestSpan.call(2, "gpt-5").at(100, 200).with(Field.RESPONSE_ID, "resp-1");

    Run run = Assembly.of(stream).foreign(List.of(foreign(TOKENS, false))).run();

    assertThat(run.metrics().llmCalls()).isZero();
  }

  @Test
  void repeatedResponseId_atAnotherTimeOrWithOtherTokensOrModel_isAnotherCall() {
    Claim own = Assembly.of(call()).claims().getFirst();
    Claim same = foreign(TOKENS, false);
    Claim later = with(same, own.endUnixNanos() + 1, own.endUnixNanos() + 2, "gpt-5", TOKENS);
    Claim otherModel =
        with(same, own.startUnixNanos(), own.endUnixNanos(), "claude-haiku-4-5", TOKENS);
    Claim otherTokens =
        with(
            same,
            own.startUnixNanos(),
            own.endUnixNanos(),
            "gpt-5",
            new TokenUsage(99, 8, 107, -1, -1, -1));

    assertThat(Claims.isSameCall(own, same)).isTrue();
    assertThat(Claims.isSameCall(own, later)).isFalse();
    assertThat(Claims.isSameCall(own, otherModel)).isFalse();
    assertThat(Claims.isSameCall(own, otherTokens)).isFalse();
  }

  @Test
  void streamedCall_whoseViewsDisagreeOnTheOutput_isOne_andTheSmallerIsCharged() {
    Claim own = Assembly.of(call()).claims().getFirst();
    Claim other =
        foreign(
            new TokenUsage(
                TOKENS.input(),
                TOKENS.output() + 1,
                TOKENS.total() + 1,
                TOKENS.cacheRead(),
                TOKENS.cacheWrite(),
                TOKENS.reasoning()),
            false);

    assertThat(Claims.isSameCall(own, other)).isTrue();
    assertThat(Claims.goesBefore(own, other)).isTrue();
  }

  private static Claim with(Claim claim, long start, long end, String model, TokenUsage tokens) {
    return new Claim(
        claim.responseHash(),
        claim.traceId(),
        claim.spanId(),
        start,
        end,
        model,
        claim.sessionId(),
        tokens,
        claim.belowAgent());
  }

  @Test
  void ownClaims_doNotDependOnForeignOnes() {
    List<Claim> alone = Assembly.of(call()).claims();

    assertThat(Assembly.of(call()).foreign(List.of(foreign(TOKENS, true))).claims())
        .isEqualTo(alone);
  }

  @Test
  void outcome_ofACallChargedElsewhere_isStillSeen() {
    TestSpan answer = call().finish("stop").says("18 degrees");

    Run run = Assembly.of(answer).foreign(List.of(foreign(TOKENS, true))).run();

    assertThat(run.finalAnswer()).isEqualTo("18 degrees");
  }
}
