package io.treeline.processor.tree;

import static io.treeline.processor.tree.TestSpan.agent;
import static io.treeline.processor.tree.TestSpan.call;
import static io.treeline.processor.tree.TestSpan.llm;
import static io.treeline.processor.tree.TestSpan.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Run;
import io.treeline.model.RunMetrics;
import io.treeline.model.StepKind;
import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import org.junit.jupiter.api.Test;

/// Clients that tell a call's tokens elsewhere, later, or as a sum over a tool loop.
class RecordedCallsTest {

  private static TestSpan inLoop(TestSpan call, long total) {
    return call.with(Field.LOOP_TOTAL_TOKENS, total);
  }

  private static RunMetrics metrics(TestSpan... spans) {
    Run run = Assembly.of(spans).run();
    return run.metrics();
  }

  @Test
  void recordOfAStream_givesItsTokensToTheCallBefore() {
    RunMetrics metrics =
        metrics(
            agent(1, "a").at(0, 100),
            call(2, "m").under(1).at(1, 10),
            llm(3, "m", 50, 8).ignored().under(1).at(12, 12),
            call(4, "m").under(1).at(20, 30),
            llm(5, "m", 70, 9).ignored().under(1).at(32, 32));

    assertThat(metrics.llmCalls()).isEqualTo(2);
    assertThat(metrics.tokens()).isEqualTo(new TokenUsage(120, 17, 137, -1, -1, -1));
  }

  @Test
  void recordOfAStream_withoutItsCall_countsAsTheCall() {
    RunMetrics metrics =
        metrics(agent(1, "a").at(0, 100), llm(3, "m", 50, 8).ignored().under(1).at(12, 12));

    assertThat(metrics.llmCalls()).isEqualTo(1);
    assertThat(metrics.tokens().total()).isEqualTo(58);
  }

  @Test
  void record_ofAnotherModel_isNotThatCalls() {
    RunMetrics metrics =
        metrics(
            agent(1, "a").at(0, 100),
            call(2, "x").under(1).at(1, 10),
            llm(3, "m", 50, 8).ignored().under(1).at(12, 12));

    assertThat(metrics.llmCalls()).isEqualTo(2);
  }

  @Test
  void sumsOfAToolLoop_areTakenApart() {
    RunMetrics metrics =
        metrics(
            span(StepKind.STEP, 1).at(0, 100),
            inLoop(llm(2, "m", 100, 20).finish("tool_call"), 120).under(1).at(1, 10),
            inLoop(llm(3, "m", 250, 45).finish("tool_call"), 295).under(1).at(20, 30),
            inLoop(llm(4, "m", 420, 60).finish("stop"), 480).under(1).at(40, 50));

    assertThat(metrics.llmCalls()).isEqualTo(3);
    assertThat(metrics.tokens()).isEqualTo(new TokenUsage(420, 60, 480, -1, -1, -1));
  }

  @Test
  void callsOfSeveralLoops_belowOneSpan_areNoSum() {
    RunMetrics metrics =
        metrics(
            span(StepKind.STEP, 1).at(0, 100),
            inLoop(llm(2, "m", 100, 20).finish("stop"), 120).under(1).at(1, 10),
            inLoop(llm(3, "m", 250, 45).finish("stop"), 295).under(1).at(20, 30));

    assertThat(metrics.tokens().total()).isEqualTo(415);
  }

  @Test
  void smallerCounts_afterAToolRequest_areNoSum() {
    RunMetrics metrics =
        metrics(
            span(StepKind.STEP, 1).at(0, 100),
            inLoop(llm(2, "m", 100, 20).finish("tool_call"), 120).under(1).at(1, 10),
            inLoop(llm(3, "m", 150, 13).finish("stop"), 163).under(1).at(20, 30));

    assertThat(metrics.tokens().total()).isEqualTo(283);
  }

  @Test
  void growingCounts_ofOtherClients_areNoSum() {
    RunMetrics metrics =
        metrics(
            agent(1, "a").at(0, 100),
            llm(2, "m", 100, 20).finish("tool_call").under(1).at(1, 10),
            llm(3, "m", 250, 45).finish("stop").under(1).at(20, 30));

    assertThat(metrics.tokens().total()).isEqualTo(415);
  }

  @Test
  void embedding_withInputOnly_hasATotal() {
    RunMetrics metrics =
        metrics(
            agent(1, "a").at(0, 100),
            span(StepKind.EMBEDDING, 2)
                .usage(new TokenUsage(14, -1, -1, -1, -1, -1))
                .under(1)
                .at(1, 10));

    assertThat(metrics.tokens()).isEqualTo(new TokenUsage(14, -1, 14, -1, -1, -1));
  }
}
