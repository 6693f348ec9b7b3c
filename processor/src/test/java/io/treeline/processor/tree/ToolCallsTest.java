package io.treeline.processor.tree;

import static io.treeline.processor.tree.TestSpan.agent;
import static io.treeline.processor.tree.TestSpan.llm;
import static io.treeline.processor.tree.TestSpan.tool;
import static io.treeline.processor.tree.TestSpan.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Run;
import io.treeline.processor.facts.Field;
import org.junit.jupiter.api.Test;

/// Tool calls that are shown twice, and agents beside the tool that ran them.
class ToolCallsTest {

  private static Run run(TestSpan... spans) {
    return Assembly.of(spans).run();
  }

  @Test
  void agent_thatFillsALeafTool_isBelowIt() {
    assertThat(
            Assembly.of(
                    workflow(1).named("run").at(0, 1000),
                    agent(2, "boss").named("boss").under(1).at(1, 900),
                    tool(3, "ask").named("ask").under(2).at(100, 500),
                    agent(4, "helper").named("helper").under(1).at(108, 499),
                    llm(5, "m", 1, 1).named("chat").under(4).at(110, 490))
                .outline())
        .containsExactly("run", ".boss", "..ask", "...helper", "....chat");
  }

  @Test
  void agent_thatLeavesAToolMuchTime_staysBesideIt() {
    assertThat(
            Assembly.of(
                    workflow(1).named("run").at(0, 1000),
                    agent(2, "boss").named("boss").under(1).at(1, 900),
                    tool(3, "ask").named("ask").under(2).at(100, 500),
                    agent(4, "other").named("other").under(1).at(200, 400))
                .outline())
        .containsExactly("run", ".boss", "..ask", ".other");
  }

  @Test
  void agent_besideAToolThatShowsWhatItDid_staysThere() {
    assertThat(
            Assembly.of(
                    workflow(1).named("run").at(0, 1000),
                    agent(2, "boss").named("boss").under(1).at(1, 900),
                    tool(3, "ask").named("ask").under(2).at(100, 500),
                    llm(5, "m", 1, 1).named("chat").under(3).at(110, 490),
                    agent(4, "other").named("other").under(1).at(101, 499))
                .outline())
        .containsExactly("run", ".boss", "..ask", "...chat", ".other");
  }

  @Test
  void toolCall_ofTwoInstrumentationsSideBySide_isOne() {
    Run run =
        run(
            agent(1, "a").at(0, 100),
            tool(2, "get").scope("x").under(1).at(10, 50),
            tool(3, "get").scope("y").under(1).at(11, 49),
            llm(4, "m", 5, 6).scope("y").under(3).at(12, 40));

    assertThat(run.metrics().toolCalls()).isEqualTo(1);
    assertThat(run.metrics().llmCalls()).isEqualTo(1);
    assertThat(run.metrics().spans()).isEqualTo(4);
  }

  @Test
  void parallelToolCalls_ofOneInstrumentation_areSeveral() {
    assertThat(
            run(
                    agent(1, "a").at(0, 100),
                    tool(2, "get").scope("x").under(1).at(10, 50),
                    tool(3, "get").scope("x").under(1).at(10, 50))
                .metrics()
                .toolCalls())
        .isEqualTo(2);
  }

  @Test
  void parallelToolCalls_ofTwoInstrumentations_areShownOnceEach() {
    assertThat(
            run(
                    agent(1, "a").at(0, 100),
                    tool(2, "get").scope("x").under(1).at(10, 50),
                    tool(3, "get").scope("x").under(1).at(10, 51),
                    tool(4, "get").scope("y").under(1).at(11, 50),
                    tool(5, "get").scope("y").under(1).at(11, 51))
                .metrics()
                .toolCalls())
        .isEqualTo(2);
  }

  @Test
  void toolCalls_withDifferentCallIds_areTwo() {
    assertThat(
            run(
                    agent(1, "a").at(0, 100),
                    tool(2, "get").scope("x").with(Field.TOOL_CALL_ID, "c1").under(1).at(10, 50),
                    tool(3, "get").scope("y").with(Field.TOOL_CALL_ID, "c2").under(1).at(10, 50))
                .metrics()
                .toolCalls())
        .isEqualTo(2);
  }
}
