package io.treeline.processor.tree;

import static io.treeline.processor.tree.TestSpan.agent;
import static io.treeline.processor.tree.TestSpan.llm;
import static io.treeline.processor.tree.TestSpan.tool;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Latency;
import io.treeline.processor.facts.Field;
import org.junit.jupiter.api.Test;

class RunLatencyTest {
  private static final long MILLI = 1_000_000;

  private static void assertMillis(Latency latency, long total, long llm, long tool, long other) {
    assertThat(latency.totalNanos()).isEqualTo(total * MILLI);
    assertThat(latency.llmNanos()).isEqualTo(llm * MILLI);
    assertThat(latency.toolNanos()).isEqualTo(tool * MILLI);
    assertThat(latency.otherNanos()).isEqualTo(other * MILLI);
  }

  @Test
  void parallelCalls_countOnce() {
    assertMillis(
        Assembly.of(
                agent(1, "top").at(0, 100),
                llm(2, "m", 1, 1).under(1).at(10, 50),
                llm(3, "m", 1, 1).under(1).at(30, 70),
                tool(4, "t").under(1).at(60, 80))
            .run()
            .metrics()
            .latency(),
        100,
        60,
        20,
        30);
  }

  @Test
  void agentAsTool_costsItsOwnCallsAndTools() {
    assertMillis(
        Assembly.of(
                agent(1, "top").at(0, 100),
                tool(2, "ask").under(1).at(10, 90),
                agent(3, "sub").under(2).at(15, 85),
                llm(4, "m", 1, 1).under(3).at(20, 40),
                tool(5, "t").under(3).at(50, 60))
            .run()
            .metrics()
            .latency(),
        100,
        20,
        20,
        60);
  }

  @Test
  void callThatHoldsToolsAndAgents_isTimedWithoutThem() {
    assertMillis(
        Assembly.of(
                agent(1, "sup").at(0, 100),
                llm(2, "m", 1, 1).under(1).at(10, 90),
                tool(3, "transfer_to_agent").under(2).at(20, 30),
                agent(4, "sub").under(2).at(40, 80),
                llm(5, "m", 1, 1).under(4).at(50, 70))
            .run()
            .metrics()
            .latency(),
        100,
        50,
        10,
        40);
  }

  @Test
  void wrapper_isNotTimedBesideItsCall() {
    assertMillis(
        Assembly.of(
                agent(1, "sup").at(0, 100),
                llm(2, "m", 1, 1).under(1).at(10, 90),
                llm(3, "m", 1, 1).under(2).at(20, 30))
            .run()
            .metrics()
            .latency(),
        100,
        10,
        0,
        90);
  }

  @Test
  void childOutlivingTheRoot_neverMakesOtherNegative() {
    assertMillis(
        Assembly.of(agent(1, "sup").at(0, 100), llm(2, "m", 1, 1).under(1).at(10, 150))
            .run()
            .metrics()
            .latency(),
        100,
        140,
        0,
        10);
  }

  @Test
  void firstToken_isTimedFromTheStartOfTheRun() {
    Latency latency =
        Assembly.of(
                agent(1, "sup").at(0, 100),
                llm(2, "m", 1, 1)
                    .under(1)
                    .at(10, 50)
                    .with(Field.TIME_TO_FIRST_TOKEN_NANOS, 5 * MILLI))
            .run()
            .metrics()
            .latency();

    assertThat(latency.timeToFirstTokenNanos()).isEqualTo(15 * MILLI);
  }

  @Test
  void openRoot_hasNoTotal() {
    Latency latency =
        Assembly.of(agent(1, "sup").openAt(0), llm(2, "m", 1, 1).under(1).at(10, 50))
            .run()
            .metrics()
            .latency();

    assertThat(latency.totalNanos()).isEqualTo(Latency.UNKNOWN);
    assertThat(latency.otherNanos()).isEqualTo(Latency.UNKNOWN);
    assertThat(latency.llmNanos()).isEqualTo(40 * MILLI);
  }
}
