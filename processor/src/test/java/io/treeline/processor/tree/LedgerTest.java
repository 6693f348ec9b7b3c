package io.treeline.processor.tree;

import static io.treeline.processor.tree.TestSpan.agent;
import static io.treeline.processor.tree.TestSpan.call;
import static io.treeline.processor.tree.TestSpan.llm;
import static io.treeline.processor.tree.TestSpan.span;
import static io.treeline.processor.tree.TestSpan.tool;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.AgentStep;
import io.treeline.model.AgentTree;
import io.treeline.model.Charge;
import io.treeline.model.Cost;
import io.treeline.model.LlmCall;
import io.treeline.model.Run;
import io.treeline.model.Step;
import io.treeline.model.StepKind;
import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static List<Charge> charges(AgentTree tree) {
    List<Charge> charges = new ArrayList<>();
    for (Step step : tree.steps()) {
      if (step instanceof LlmCall call) {
        charges.add(call.charge());
      } else if (step instanceof AgentStep agent) {
        charges.add(agent.charge());
      }
    }
    return charges;
  }

  private static void assertTokens(Run run, long input, long output) {
    assertThat(run.metrics().tokens().input()).isEqualTo(input);
    assertThat(run.metrics().tokens().output()).isEqualTo(output);
    assertThat(run.metrics().tokens().total()).isEqualTo(input + output);
  }

  @Test
  void nestedCalls_withUsageOnBoth_chargeTheInner() {
    AgentTree tree =
        Assembly.of(
                llm(1, "m", 100, 20).at(0, 90).finish("stop"),
                span(StepKind.STEP, 2).under(1).at(1, 80),
                llm(3, "m", 100, 20).under(2).at(2, 70))
            .tree();

    assertThat(charges(tree)).containsExactly(Charge.WRAPPER, Charge.CHARGED);
    assertThat(tree.run().metrics().llmCalls()).isEqualTo(1);
    assertTokens(tree.run(), 100, 20);
  }

  @Test
  void wrapper_ofOneCall_givesItsDetailsToTheCall() {
    AgentTree tree =
        Assembly.of(
                llm(1, "m", 100, 20)
                    .at(0, 90)
                    .usage(new TokenUsage(100, 20, 120, 64, -1, 5))
                    .finish("stop")
                    .says("hello")
                    .with(Field.RESPONSE_MODEL, "m-2026"),
                span(StepKind.LLM, 2).under(1).at(2, 70).usage(100, 20))
            .tree();

    assertThat(tree.run().metrics().tokens()).isEqualTo(new TokenUsage(100, 20, 120, 64, -1, 5));
    assertThat(tree.run().metrics().models()).containsOnlyKeys("m-2026");
    assertThat(tree.run().finalAnswer()).isEqualTo("hello");
  }

  @Test
  void innerLayer_withoutUsage_isTheOuterCall() {
    AgentTree tree =
        Assembly.of(llm(1, "m", 100, 20).at(0, 90), call(2, "m").under(1).at(0, 90)).tree();

    assertThat(charges(tree)).containsExactly(Charge.CHARGED, Charge.DUPLICATE);
    assertThat(tree.run().metrics().llmCalls()).isEqualTo(1);
  }

  @Test
  void callInsideToolOrAgent_isACallOfItsOwn() {
    AgentTree tree =
        Assembly.of(
                llm(1, "m", 51, 7).at(0, 100),
                tool(2, "ask").under(1).at(10, 90),
                llm(3, "m", 101, 21).under(2).at(20, 80),
                agent(4, "sub").under(1).at(90, 99),
                llm(5, "m", 151, 13).under(4).at(91, 98))
            .tree();

    assertThat(tree.run().metrics().llmCalls()).isEqualTo(3);
    assertTokens(tree.run(), 303, 41);
  }

  @Test
  void failedAttempt_insideAWrapper_isCountedBesideTheOneThatWorked() {
    AgentTree tree =
        Assembly.of(
                llm(1, "m", 10, 2).at(0, 100),
                call(2, "m").under(1).at(1, 20).error("RateLimitError"),
                llm(3, "m", 10, 2).under(1).at(30, 90))
            .tree();

    assertThat(charges(tree)).containsExactly(Charge.WRAPPER, Charge.FAILED, Charge.CHARGED);
    assertThat(tree.run().metrics().llmCalls()).isEqualTo(2);
    assertTokens(tree.run(), 10, 2);
  }

  @Test
  void failedCall_shownByTwoLayers_isOneAttempt() {
    AgentTree outerKnows =
        Assembly.of(call(1, "m").at(0, 90).error("E"), call(2, "m").under(1).at(1, 80)).tree();
    AgentTree bothKnow =
        Assembly.of(call(1, "m").at(0, 90).error("E"), call(2, "m").under(1).at(1, 80).error("E"))
            .tree();

    assertThat(charges(outerKnows)).containsExactly(Charge.FAILED, Charge.DUPLICATE);
    assertThat(charges(bothKnow)).containsExactly(Charge.WRAPPER, Charge.FAILED);
    assertThat(bothKnow.run().metrics().llmCalls()).isEqualTo(1);
    assertThat(bothKnow.run().metrics().errors()).isEqualTo(1);
  }

  @Test
  void sameResponseId_besideEachOther_isChargedOnceWithTheInnermostCounts() {
    AgentTree tree =
        Assembly.of(
                agent(1, "top").at(0, 100),
                llm(2, "m", 100, 21).under(1).at(9, 81).scope("a").with(Field.RESPONSE_ID, "r"),
                llm(3, "m", 100, 20).under(1).at(10, 80).scope("b").with(Field.RESPONSE_ID, "r"))
            .tree();

    assertThat(charges(tree)).containsExactly(Charge.NONE, Charge.DUPLICATE, Charge.CHARGED);
    assertTokens(tree.run(), 100, 20);
    assertThat(tree.run().dataQuality()).extracting("code").contains("DUP_INSTRUMENTATION");
  }

  @Test
  void sameResponseId_ofCallsFarApartWithOtherTokens_areTwoCalls() {
    Run run =
        Assembly.of(
                agent(1, "top").at(0, 100),
                llm(2, "m", 100, 21).under(1).at(1, 10).with(Field.RESPONSE_ID, "chatcmpl-1"),
                llm(3, "m", 200, 20).under(1).at(50, 60).with(Field.RESPONSE_ID, "chatcmpl-1"))
            .run();

    assertTokens(run, 300, 41);
  }

  @Test
  void twins_ofTwoScopes_areOneCall() {
    AgentTree tree =
        Assembly.of(
                agent(1, "top").at(0, 1000),
                llm(2, "claude", 141, 21).under(1).at(1, 551).scope("openinference").says("hi"),
                llm(3, "claude-2026-01-01", 141, 21)
                    .under(1)
                    .at(8, 545)
                    .scope("anthropic")
                    .with(Field.RESPONSE_ID, "msg_1")
                    .finish("stop"))
            .tree();

    assertThat(tree.run().metrics().llmCalls()).isEqualTo(1);
    assertTokens(tree.run(), 141, 21);
    assertThat(tree.run().finalAnswer()).isEqualTo("hi");
  }

  @Test
  void parallelCalls_ofOneScope_areNoTwins() {
    Run run =
        Assembly.of(
                agent(1, "top").at(0, 100),
                llm(2, "m", 10, 5).under(1).at(10, 50),
                llm(3, "m", 10, 5).under(1).at(10, 50))
            .run();

    assertThat(run.metrics().llmCalls()).isEqualTo(2);
    assertTokens(run, 20, 10);
  }

  @Test
  void parallelTwins_arePairedOneToOne() {
    Run run =
        Assembly.of(
                agent(1, "top").at(0, 100),
                llm(2, "m", 10, 5).under(1).at(10, 50).scope("a"),
                llm(3, "m", 10, 5).under(1).at(10, 50).scope("a"),
                llm(4, "m", 10, 5).under(1).at(11, 49).scope("b"),
                llm(5, "m", 10, 5).under(1).at(11, 49).scope("b"))
            .run();

    assertThat(run.metrics().llmCalls()).isEqualTo(2);
    assertTokens(run, 20, 10);
  }

  @Test
  void twoScopes_withOtherTokensOrTimes_areTwoCalls() {
    Run otherTokens =
        Assembly.of(
                agent(1, "top").at(0, 100),
                llm(2, "m", 10, 5).under(1).at(10, 50).scope("a"),
                llm(3, "m", 11, 5).under(1).at(11, 49).scope("b"))
            .run();
    Run oneAfterTheOther =
        Assembly.of(
                agent(1, "top").at(0, 1000),
                llm(2, "m", 10, 5).under(1).at(10, 50).scope("a"),
                llm(3, "m", 10, 5).under(1).at(200, 249).scope("b"))
            .run();

    assertThat(otherTokens.metrics().llmCalls()).isEqualTo(2);
    assertThat(oneAfterTheOther.metrics().llmCalls()).isEqualTo(2);
  }

  @Test
  void usageOnContainers_withCallsBelow_isNeverAdded() {
    AgentTree tree =
        Assembly.of(
                agent(1, "top").at(0, 100).usage(202, 20),
                span(StepKind.STEP, 2).under(1).at(1, 99).usage(202, 20),
                llm(3, "m", 51, 7).under(2).at(2, 40),
                llm(4, "m", 151, 13).under(2).at(50, 90))
            .tree();

    assertTokens(tree.run(), 202, 20);
    assertThat(charges(tree).getFirst()).isEqualTo(Charge.AGGREGATE);
    assertThat(tree.run().metrics().reportedByAgents()).isNotNull();
    assertThat(tree.run().dataQuality()).isEmpty();
  }

  @Test
  void usageOnContainers_withoutCallsBelow_isChargedAtTheInnermost() {
    AgentTree tree =
        Assembly.of(
                agent(1, "top").at(0, 100).usage(500, 50),
                tool(2, "remote").under(1).at(10, 90),
                agent(3, "closed")
                    .under(2)
                    .at(20, 80)
                    .usage(300, 30)
                    .with(Field.REQUEST_MODEL, "m"))
            .tree();

    assertThat(charges(tree)).containsExactly(Charge.AGGREGATE, Charge.CHARGED);
    assertTokens(tree.run(), 300, 30);
    assertThat(tree.run().metrics().llmCalls()).isZero();
    assertThat(tree.run().metrics().cost().nanoUsd()).isEqualTo(330_000);
    assertThat(tree.run().dataQuality()).extracting("code").contains("USAGE_MISMATCH");
  }

  @Test
  void usageOnTheAgent_ofCallsWithoutAny_isCharged() {
    Run run =
        Assembly.of(
                agent(1, "top").at(0, 100).usage(500, 50).with(Field.REQUEST_MODEL, "m"),
                call(2, "m").under(1).at(2, 40))
            .run();

    assertTokens(run, 500, 50);
    assertThat(run.metrics().llmCalls()).isEqualTo(1);
  }

  @Test
  void innerLayerOfAnAgent_reportingUsage_speaksForTheAgent() {
    Run run =
        Assembly.of(
                agent(1, "remote").at(0, 100).otelKind(3),
                agent(2, "remote").under(1).at(1, 99).usage(30, 3))
            .run();

    assertTokens(run, 30, 3);
  }

  @Test
  void cumulativeAgentUsage_isFlaggedNotAdded() {
    Run run =
        Assembly.of(
                agent(1, "top").at(0, 100).usage(404, 40), llm(2, "m", 202, 20).under(1).at(2, 40))
            .run();

    assertTokens(run, 202, 20);
    assertThat(run.dataQuality()).extracting("code").containsExactly("USAGE_MISMATCH");
  }

  @Test
  void pollOfAResponse_isNoSecondCharge() {
    Run run =
        Assembly.of(
                agent(1, "top").at(0, 100),
                llm(2, "m", 10, 1).under(1).at(2, 40).with(Field.RESPONSE_ID, "r1"),
                span(StepKind.STEP, 3)
                    .under(1)
                    .at(50, 60)
                    .usage(10, 1)
                    .with(Field.RESPONSE_ID, "r1"))
            .run();

    assertTokens(run, 10, 1);
  }

  @Test
  void callWithoutUsage_isCountedWithUnknownTokensAndNoPrice() {
    Run run = Assembly.of(agent(1, "top").at(0, 100), call(2, "m").under(1).at(1, 50)).run();

    assertThat(run.metrics().llmCalls()).isEqualTo(1);
    assertThat(run.metrics().tokens()).isEqualTo(TokenUsage.NONE);
    assertThat(run.metrics().cost()).isEqualTo(new Cost(Cost.UNKNOWN, false, 1, null));
    assertThat(run.dataQuality()).extracting("code").containsExactly("UNPRICED");
  }

  @Test
  void failedCallWithoutUsage_countsAndCostsNothing() {
    Run run =
        Assembly.of(
                agent(1, "top").at(0, 100),
                call(2, "m").under(1).at(1, 50).error("BadRequest"),
                llm(3, "m", 10, 1).under(1).at(60, 90))
            .run();

    assertThat(run.metrics().llmCalls()).isEqualTo(2);
    assertThat(run.metrics().cost()).isEqualTo(new Cost(11_000, true, 0, "test prices"));
    assertThat(run.metrics().models().get("m")).isNotNull();
  }

  @Test
  void openCall_withoutUsage_isNotYetCounted() {
    Run run = Assembly.of(agent(1, "top").openAt(0), call(2, "m").under(1).openAt(1)).run();

    assertThat(run.metrics().llmCalls()).isZero();
    assertThat(run.metrics().cost()).isEqualTo(Cost.ZERO);
  }

  @Test
  void details_stayUnknown_unlessACallSpeaksOfThem() {
    Run run =
        Assembly.of(
                agent(1, "top").at(0, 100),
                llm(2, "m", 10, 1).under(1).at(1, 50),
                llm(3, "m", 10, 1).under(1).at(60, 90).usage(new TokenUsage(10, 1, 11, 4, -1, -1)))
            .run();

    assertThat(run.metrics().tokens()).isEqualTo(new TokenUsage(20, 2, 22, 4, -1, -1));
  }
}
