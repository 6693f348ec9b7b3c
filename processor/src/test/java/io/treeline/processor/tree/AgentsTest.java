package io.treeline.processor.tree;

import static io.treeline.processor.tree.TestSpan.agent;
import static io.treeline.processor.tree.TestSpan.llm;
import static io.treeline.processor.tree.TestSpan.span;
import static io.treeline.processor.tree.TestSpan.tool;
import static io.treeline.processor.tree.TestSpan.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.StepKind;
import io.treeline.processor.facts.Field;
import org.junit.jupiter.api.Test;

class AgentsTest {
  @Test
  void handOff_byGraphNode_makesTheSiblingAChild() {
    Assembly assembly =
        Assembly.of(
            workflow(1).at(0, 100),
            agent(2, "sup").under(1).at(1, 40).with(Field.GRAPH_NODE_ID, "n1"),
            agent(3, "weather").under(1).at(50, 90).with(Field.GRAPH_NODE_PARENT_ID, "n1"));

    assertThat(assembly.agents()).containsExactly("sup<null", "weather<sup");
  }

  @Test
  void handOff_byTransferToolWithTarget_findsItByName() {
    Assembly assembly =
        Assembly.of(
            workflow(1).at(0, 100),
            agent(2, "sup").under(1).at(1, 40),
            tool(3, "transfer_to_agent").under(2).at(30, 31).with(Field.HANDOFF_TO, "weather"),
            agent(4, "other").under(1).at(45, 48),
            agent(5, "weather").under(1).at(50, 90));

    assertThat(assembly.agents()).containsExactly("sup<null", "other<null", "weather<sup");
  }

  @Test
  void handOff_byTransferToolWithoutTarget_goesToTheNextAgent() {
    Assembly assembly =
        Assembly.of(
            agent(2, "sup").at(1, 100),
            llm(6, "m", 1, 1).under(2).at(2, 99),
            tool(3, "transfer_to_agent").under(6).at(30, 31),
            agent(5, "weather").under(6).at(50, 90));

    assertThat(assembly.agents()).containsExactly("sup<null", "weather<sup");
  }

  @Test
  void handOffSpan_isNoToolCall() {
    Assembly assembly =
        Assembly.of(
            workflow(1).at(0, 100),
            agent(2, "sup").under(1).at(1, 40),
            span(StepKind.HANDOFF, 3).under(2).at(30, 31).with(Field.HANDOFF_TO, "Weather Agent"),
            agent(5, "weather_agent").under(1).at(50, 90));

    assertThat(assembly.agents()).containsExactly("sup<null", "weather_agent<sup");
    assertThat(assembly.run().metrics().toolCalls()).isZero();
  }

  @Test
  void handBack_leavesTheFirstInvocationAtTheTop() {
    Assembly assembly =
        Assembly.of(
            workflow(1).at(0, 100),
            agent(2, "sup").under(1).at(1, 20),
            tool(3, "transfer_to_weather").under(2).at(10, 11),
            agent(4, "weather").under(1).at(30, 50),
            tool(5, "transfer_to_sup").under(4).at(40, 41),
            agent(6, "sup").under(1).at(60, 90));

    assertThat(assembly.agents()).containsExactly("sup<null", "weather<sup");
    assertThat(assembly.run().agents().getFirst().invocations()).isEqualTo(2);
  }

  @Test
  void unnamedAgents_areNotListed() {
    Assembly assembly =
        Assembly.of(
            agent(1, "sup").at(0, 100),
            tool(2, "ask").under(1).at(1, 90),
            span(StepKind.AGENT, 3).under(2).at(2, 80),
            tool(4, "ask").under(3).at(3, 70),
            agent(5, "deep").under(4).at(4, 60));

    assertThat(assembly.agents()).containsExactly("sup<null", "deep<sup");
  }
}
