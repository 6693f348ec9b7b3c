package io.treeline.processor.tree;

import static io.treeline.processor.tree.TestSpan.agent;
import static io.treeline.processor.tree.TestSpan.call;
import static io.treeline.processor.tree.TestSpan.llm;
import static io.treeline.processor.tree.TestSpan.span;
import static io.treeline.processor.tree.TestSpan.tool;
import static io.treeline.processor.tree.TestSpan.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.AgentTree;
import io.treeline.model.Finding;
import io.treeline.model.Run;
import io.treeline.model.StepKind;
import io.treeline.model.StepState;
import io.treeline.model.ToolUse;
import io.treeline.processor.facts.Field;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceAssemblerTest {
  @Test
  void handMadeSession_assembled_timeTokensAndAnswerAddUp() {
    Run run =
        Assembly.of(
                agent(1, "research").at(0, 3200).with(Field.SESSION_ID, "s456"),
                llm(2, "claude", 402, 48).under(1).at(20, 140).finish("tool_call"),
                tool(3, "web_search").under(1).at(160, 1360),
                llm(4, "claude", 741, 79).under(1).at(1380, 1720).finish("tool_call"),
                tool(5, "web_search").under(1).at(1740, 2640),
                llm(6, "claude", 910, 340).under(1).at(2660, 3180).finish("stop"))
            .run();

    assertThat(run.metrics().latency().totalNanos()).isEqualTo(3_200_000_000L);
    assertThat(run.metrics().latency().llmNanos()).isEqualTo(980_000_000L);
    assertThat(run.metrics().latency().toolNanos()).isEqualTo(2_100_000_000L);
    assertThat(run.metrics().latency().otherNanos()).isEqualTo(120_000_000L);
    assertThat(run.metrics().tokens().total()).isEqualTo(2_520);
    assertThat(run.metrics().llmCalls()).isEqualTo(3);
    assertThat(run.metrics().tools())
        .containsEntry("web_search", new ToolUse(2, 0, 2_100_000_000L));
    assertThat(run.metrics().cost().nanoUsd()).isEqualTo(2_520_000);
    assertThat(run.name()).isEqualTo("research");
    assertThat(run.reachedFinalAnswer()).isTrue();
    assertThat(run.finalAnswer()).isNull();
    assertThat(run.findings()).extracting(Finding::rule).containsExactly("CONTENT_HIDDEN");
  }

  @Test
  void steps_inAnyOrder_areParentsFirstThenByStart() {
    Assembly assembly =
        Assembly.of(
            llm(5, "m", 1, 1).under(1).at(60, 70),
            llm(4, "m", 1, 1).under(3).at(30, 40),
            agent(3, "helper").under(2).at(25, 45),
            tool(2, "ask").under(1).at(20, 50),
            agent(1, "top").at(0, 100));

    assertThat(assembly.outline())
        .containsExactly(
            "invoke_agent top",
            ".execute_tool ask",
            "..invoke_agent helper",
            "...chat m",
            ".chat m");
    assertThat(assembly.agents()).containsExactly("top<null", "helper<top");
  }

  @Test
  void infrastructure_betweenSteps_isContractedAndCounted() {
    AgentTree tree =
        Assembly.of(
                agent(1, "top").at(0, 100),
                span(StepKind.INFRA, 2).under(1).at(1, 90),
                span(StepKind.UNKNOWN, 3).under(2).at(2, 80),
                llm(4, "m", 1, 1).under(3).at(3, 70),
                span(StepKind.INFRA, 5).under(4).at(4, 60))
            .tree();

    assertThat(Assembly.outline(tree)).containsExactly("invoke_agent top", ".chat m");
    assertThat(tree.steps().get(1).header().parentSpanId()).isEqualTo(3);
    assertThat(tree.steps().get(1).header().logicalParentId()).isEqualTo(1);
    assertThat(tree.run().metrics().spans()).isEqualTo(5);
  }

  @Test
  void trace_withoutMeaning_hasNoRun() {
    assertThat(Assembly.of(span(StepKind.INFRA, 1), span(StepKind.UNKNOWN, 2).under(1)).trees())
        .isEmpty();
    assertThat(Assembly.of(agent(1, "configured").ignored()).trees()).isEmpty();
    assertThat(Assembly.of(span(StepKind.INFRA, 1).under(7)).trees()).isEmpty();
    assertThat(Assembly.of().trees()).isEmpty();
  }

  @Test
  void ignoredSpan_insideRun_isNoStepButCounted() {
    AgentTree tree =
        Assembly.of(
                agent(1, "top").at(0, 100),
                tool(2, "(merged tools)").under(1).at(5, 9).ignored(),
                tool(3, "look_up").under(1).at(5, 9))
            .tree();

    assertThat(tree.run().metrics().toolCalls()).isEqualTo(1);
    assertThat(tree.run().metrics().spans()).isEqualTo(3);
    assertThat(tree.steps()).hasSize(2);
  }

  @Test
  void selfParentAndTraceIdParent_areRoots() {
    assertThat(Assembly.of(agent(1, "loop").under(1)).outline())
        .containsExactly("invoke_agent loop");
    assertThat(Assembly.of(agent(1, "loop").under(1)).notes()).contains("CYCLE");
    assertThat(Assembly.of(agent(1, "top").under(Assembly.TRACE.low())).outline())
        .containsExactly("invoke_agent top");
  }

  @Test
  void cycle_ofParents_isCutAtTheEarliestSpan() {
    Assembly assembly =
        Assembly.of(
            agent(1, "a").under(3).at(10, 90),
            tool(2, "b").under(1).at(20, 80),
            llm(3, "c", 1, 1).under(2).at(30, 70));

    assertThat(assembly.outline()).containsExactly("invoke_agent a", ".execute_tool b", "..chat c");
    assertThat(assembly.notes()).contains("CYCLE");
  }

  @Test
  void openMarker_withoutItsSpan_standsForIt() {
    AgentTree tree =
        Assembly.of(
                agent(7, "top")
                    .under(1)
                    .at(0, 0)
                    .pending()
                    .with(Field.PENDING_PARENT, "0".repeat(16)),
                call(8, "m")
                    .under(2)
                    .at(5, 5)
                    .pending()
                    .with(Field.PENDING_PARENT, "000000000000000" + 1))
            .tree();

    assertThat(Assembly.outline(tree)).containsExactly("invoke_agent top", ".chat m");
    assertThat(tree.steps()).allMatch(step -> step.header().state() == StepState.OPEN);
    assertThat(tree.run().metrics().spans()).isZero();
    assertThat(tree.run().metrics().llmCalls()).isZero();
    assertThat(tree.run().endUnixNanos()).isEqualTo(Run.OPEN);
  }

  @Test
  void openMarker_besideItsSpan_isForgotten() {
    AgentTree tree =
        Assembly.of(
                agent(7, "top").under(1).at(0, 0).pending(),
                agent(1, "top").at(0, 100),
                llm(3, "m", 1, 1).under(1))
            .tree();

    assertThat(tree.steps()).hasSize(2);
    assertThat(tree.run().metrics().spans()).isEqualTo(2);
  }

  @Test
  void agentLayers_ofOneName_areOneInvocation() {
    Assembly assembly =
        Assembly.of(
            agent(1, "sup").at(0, 100),
            workflow(2).under(1).at(1, 99).with(Field.AGENT_NAME, "sup"),
            span(StepKind.STEP, 3).under(2).at(2, 50),
            llm(4, "m", 1, 1).under(3).at(3, 40));

    assertThat(assembly.outline()).containsExactly("invoke_agent sup", ".step 3", "..chat m");
    assertThat(assembly.run().agents().getFirst().invocations()).isEqualTo(1);
  }

  @Test
  void agent_belowItsOwnTool_isAnotherInvocation() {
    Run run =
        Assembly.of(
                agent(1, "sup").at(0, 100),
                tool(2, "again").under(1).at(10, 90),
                agent(3, "sup").under(2).at(20, 80))
            .run();

    assertThat(run.agents()).hasSize(1);
    assertThat(run.agents().getFirst().invocations()).isEqualTo(2);
  }

  @Test
  void emptyAgentLeaf_adoptsTheSiblingThatHoldsItsContent() {
    Assembly assembly =
        Assembly.of(
            agent(1, "sup").at(0, 100),
            tool(2, "ask_weather").under(1).at(10, 90),
            agent(3, "weather").under(2).at(11, 89),
            span(StepKind.STEP, 4).named("execute_task weather").under(2).at(12, 88),
            llm(5, "m", 1, 1).under(4).at(13, 40));

    assertThat(assembly.outline())
        .containsExactly(
            "invoke_agent sup",
            ".execute_tool ask_weather",
            "..invoke_agent weather",
            "...execute_task weather",
            "....chat m");
    assertThat(assembly.tree().steps().getLast().header().agent()).isEqualTo("weather");
  }

  @Test
  void toolLayers_ofOneExecution_areOneCall() {
    Run run =
        Assembly.of(
                agent(1, "top").at(0, 100),
                tool(2, "get_weather").under(1).at(10, 90),
                span(StepKind.TOOL, 3).under(2).at(20, 80).with(Field.MCP_METHOD, "tools/call"),
                tool(4, "get_weather").under(3).at(30, 70).error(),
                span(StepKind.UNKNOWN, 5).under(4).at(31, 60))
            .run();

    assertThat(run.metrics().toolCalls()).isEqualTo(1);
    assertThat(run.metrics().tools()).containsEntry("get_weather", new ToolUse(1, 1, 80_000_000L));
    assertThat(run.metrics().errors()).isEqualTo(1);
  }

  @Test
  void logRecords_fillOnlyWhatTheSpanLacks() {
    Assembly assembly =
        Assembly.of(llm(1, "m", 1, 1).at(0, 10).with(Field.USER_ID, "from span"))
            .logs(
                call(1, "m").at(3, 3).says("older").with(Field.SESSION_ID, "s1"),
                call(1, "m").at(5, 5).says("newer").finish("stop").with(Field.USER_ID, "from log"),
                call(9, "m").at(5, 5).says("of a span that never came"));

    assertThat(assembly.run().finalAnswer()).isEqualTo("newer");
    assertThat(assembly.run().context().userId()).isEqualTo("from span");
    assertThat(assembly.run().context().sessionId()).isEqualTo("s1");
    assertThat(assembly.trees()).hasSize(1);
  }

  @Test
  void negativeDuration_isZeroAndNoted() {
    Assembly assembly = Assembly.of(agent(1, "top").at(50, 20));

    assertThat(assembly.run().metrics().latency().totalNanos()).isZero();
    assertThat(assembly.run().endUnixNanos()).isEqualTo(assembly.run().startUnixNanos());
    assertThat(assembly.notes()).contains("CLOCK_SKEW");
  }

  @Test
  void unnamedAgent_atTheTop_isAWorkflow() {
    AgentTree tree =
        Assembly.of(span(StepKind.AGENT, 1).at(0, 100), agent(2, "sup").under(1).at(10, 90)).tree();

    assertThat(tree.steps().getFirst().header().kind()).isEqualTo(StepKind.WORKFLOW);
    assertThat(tree.run().agents()).extracting("name").isEqualTo(List.of("sup"));
    assertThat(tree.run().name()).isEqualTo("sup");
  }
}
