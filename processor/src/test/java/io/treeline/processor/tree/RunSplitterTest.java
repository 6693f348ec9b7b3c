package io.treeline.processor.tree;

import static io.treeline.processor.tree.TestSpan.agent;
import static io.treeline.processor.tree.TestSpan.llm;
import static io.treeline.processor.tree.TestSpan.span;
import static io.treeline.processor.tree.TestSpan.tool;
import static io.treeline.processor.tree.TestSpan.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.AgentTree;
import io.treeline.model.Run;
import io.treeline.model.RunState;
import io.treeline.model.StepKind;
import io.treeline.model.StepState;
import io.treeline.processor.facts.Field;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunSplitterTest {
  private static final int LOCAL_PARENT = 0x100;
  private static final int REMOTE_PARENT = 0x300;

  private static List<Long> roots(Assembly assembly) {
    return assembly.trees().stream().map(tree -> tree.run().id().rootSpanId()).toList();
  }

  private static List<Integer> spans(Assembly assembly) {
    return assembly.trees().stream().map(tree -> tree.run().metrics().spans()).toList();
  }

  @Test
  void agents_belowARequest_areRunsOfTheirOwn() {
    Assembly assembly =
        Assembly.of(
            span(StepKind.INFRA, 1).at(0, 100),
            agent(2, "a").under(1).at(10, 40),
            llm(3, "m", 1, 1).under(2).at(11, 30),
            agent(4, "b").under(1).at(50, 90),
            span(StepKind.INFRA, 5).under(1).at(91, 92));

    assertThat(roots(assembly)).containsExactly(2L, 4L);
    assertThat(spans(assembly)).containsExactly(4, 1);
  }

  @Test
  void agents_belowAWorkflowOrStep_areOneRun() {
    assertThat(
            roots(
                Assembly.of(
                    workflow(1).at(0, 100),
                    agent(2, "a").under(1).at(10, 40),
                    agent(4, "b").under(1).at(50, 90))))
        .containsExactly(1L);
    assertThat(
            roots(
                Assembly.of(
                    span(StepKind.STEP, 1).at(0, 100),
                    agent(2, "a").under(1).at(10, 40),
                    agent(4, "b").under(1).at(50, 90))))
        .containsExactly(1L);
  }

  @Test
  void calls_belowAPlainSpan_areOneImplicitRun() {
    Assembly assembly =
        Assembly.of(
            span(StepKind.UNKNOWN, 1).named("answer_question").at(0, 100),
            llm(2, "m", 1, 1).under(1).at(10, 40),
            llm(3, "m", 1, 1).under(1).at(50, 90));

    assertThat(assembly.outline()).containsExactly("answer_question", ".chat m", ".chat m");
    assertThat(assembly.run().name()).isEqualTo("answer_question");
    assertThat(assembly.run().agents()).isEmpty();
  }

  @Test
  void singleCall_belowARequest_isTheRun() {
    assertThat(
            roots(
                Assembly.of(
                    span(StepKind.INFRA, 1).at(0, 100), llm(2, "m", 1, 1).under(1).at(10, 40))))
        .containsExactly(2L);
  }

  @Test
  void agents_thatHandOver_areOneRun() {
    Assembly assembly =
        Assembly.of(
            span(StepKind.UNKNOWN, 1).named("invocation").at(0, 100),
            agent(2, "a").under(1).at(10, 40),
            tool(3, "transfer_to_b").under(2).at(20, 21),
            agent(4, "b").under(1).at(50, 90));

    assertThat(roots(assembly)).containsExactly(1L);
    assertThat(assembly.agents()).containsExactly("a<null", "b<a");
  }

  @Test
  void tracesRoots_eachStandForThemselves() {
    assertThat(roots(Assembly.of(agent(1, "a").at(0, 10), agent(2, "b").at(20, 30))))
        .containsExactly(1L, 2L);
  }

  @Test
  void orphansOfOneParent_areOneRunBelowItsPlaceholder() {
    AgentTree tree =
        Assembly.of(
                llm(2, "m", 51, 7).under(9).at(0, 10).with(Field.AGENT_NAME, "sup"),
                tool(3, "ask").under(9).at(20, 90).with(Field.AGENT_NAME, "sup"),
                agent(4, "weather").under(3).at(30, 80))
            .quiet(61)
            .tree();

    Run run = tree.run();
    assertThat(run.id().rootSpanId()).isEqualTo(9);
    assertThat(run.state()).isEqualTo(RunState.STALLED);
    assertThat(run.metrics().spans()).isEqualTo(3);
    assertThat(run.agents()).extracting("name").containsExactly("sup", "weather");
    assertThat(run.agents()).extracting("parent").containsExactly(null, "sup");
    assertThat(tree.steps().getFirst().header().state()).isEqualTo(StepState.PLACEHOLDER);
    assertThat(run.dataQuality()).extracting("code").containsExactly("MISSING_PARENT");
    assertThat(run.metrics().latency().totalNanos()).isEqualTo(-1);
  }

  @Test
  void orphansOfSeveralParents_withoutAnyRoot_areOneRun() {
    Assembly assembly =
        Assembly.of(
            llm(2, "m", 51, 7).under(8).at(0, 10),
            llm(3, "m", 51, 7).under(9).at(20, 30),
            span(StepKind.INFRA, 4).under(10).at(40, 50));

    assertThat(roots(assembly)).containsExactly(8L);
    assertThat(assembly.run().metrics().spans()).isEqualTo(3);
    assertThat(assembly.run().metrics().llmCalls()).isEqualTo(2);
  }

  @Test
  void orphans_besideASeenRoot_joinItsRun() {
    Assembly assembly =
        Assembly.of(
            agent(1, "top").at(0, 100),
            agent(3, "sub").under(9).at(20, 60),
            llm(4, "m", 5, 5).under(3).at(21, 50));

    assertThat(roots(assembly)).containsExactly(1L);
    assertThat(assembly.agents()).containsExactly("top<null", "sub<top");
    assertThat(assembly.run().state()).isEqualTo(RunState.ENDED);
    assertThat(assembly.run().metrics().spans()).isEqualTo(3);
  }

  @Test
  void orphans_amongSeveralRuns_joinTheOneGoingOn() {
    Assembly assembly =
        Assembly.of(
            agent(1, "a").at(0, 100),
            agent(2, "b").at(200, 300),
            llm(4, "m", 5, 5).under(9).at(220, 250));

    assertThat(roots(assembly)).containsExactly(1L, 2L);
    assertThat(spans(assembly)).containsExactly(1, 2);
  }

  @Test
  void remoteCaller_neverSeen_isNotWaitedFor() {
    Assembly remote = Assembly.of(agent(1, "served").under(9).at(0, 10).flags(REMOTE_PARENT));
    Assembly server = Assembly.of(agent(1, "served").under(9).at(0, 10).otelKind(2));
    Assembly local = Assembly.of(agent(1, "served").under(9).at(0, 10).flags(LOCAL_PARENT));

    assertThat(remote.run().state()).isEqualTo(RunState.ENDED);
    assertThat(server.run().state()).isEqualTo(RunState.ENDED);
    assertThat(local.run().state()).isEqualTo(RunState.RUNNING);
    assertThat(remote.run().id().rootSpanId()).isEqualTo(1);
    assertThat(local.run().id().rootSpanId()).isEqualTo(9);
  }

  @Test
  void spans_ofAllRuns_addUpToTheTrace() {
    Assembly assembly =
        Assembly.of(
            span(StepKind.INFRA, 1).at(0, 100),
            agent(2, "a").under(1).at(10, 40),
            llm(3, "m", 1, 1).under(1).at(41, 42),
            llm(4, "m", 1, 1).under(1).at(43, 44),
            agent(5, "b").under(1).at(50, 90),
            span(StepKind.INFRA, 6).under(77).at(60, 70),
            span(StepKind.UNKNOWN, 7).at(0, 1));

    assertThat(spans(assembly).stream().mapToInt(Integer::intValue).sum()).isEqualTo(7);
    assertThat(roots(assembly)).containsExactly(1L, 2L, 5L);
  }
}
