package io.treeline.processor.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Finding;
import io.treeline.model.Severity;
import io.treeline.model.StepKind;
import io.treeline.processor.facts.Field;
import io.treeline.processor.findings.FindingSettings;
import io.treeline.processor.findings.Rule;
import io.treeline.processor.findings.Threshold;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Findings about tools, loops, time, endings and data: planted ones are found, their healthy
/// neighbours are not.
class RunFindingsTest {
  private static TestSpan agent() {
    return TestSpan.agent(1, "a").at(0, 900);
  }

  private static TestSpan answer(long id) {
    return TestSpan.llm(id, "gpt-5", 9, 9)
        .under(1)
        .at(id * 10, id * 10 + 9)
        .finish("stop")
        .says("done " + id);
  }

  private static TestSpan tool(long id, String name, String arguments, String result) {
    return TestSpan.tool(id, name)
        .under(1)
        .at(id * 10, id * 10 + 9)
        .with(Field.TOOL_ARGUMENTS, arguments)
        .with(Field.TOOL_RESULT, result);
  }

  private static Finding only(String rule, List<TestSpan> spans) {
    return only(rule, Assembly.of(spans));
  }

  private static Finding only(String rule, Assembly assembly) {
    List<Finding> findings =
        assembly.run().findings().stream().filter(f -> f.rule().equals(rule)).toList();
    assertThat(findings).as(rule).hasSize(1);
    return findings.getFirst();
  }

  private static List<String> rules(List<TestSpan> spans) {
    return Assembly.of(spans).rules();
  }

  @Test
  void repeatedToolCall_isFound_whateverTheOrderOfItsArguments() {
    List<TestSpan> spans =
        List.of(
            agent(),
            tool(2, "search", "{\"q\": \"a\", \"n\": 1.0}", "[]"),
            tool(3, "search", "{\"n\":1,\"q\":\"a\"}", "[]"),
            tool(4, "search", "{\"q\":\"a\",\"n\":1,\"request_id\":\"7\"}", "[ ]"),
            answer(9));

    Finding finding = only("REPEATED_TOOL_CALL", spans);
    assertThat(finding.spanIds()).containsExactly(2L, 3L, 4L);
    assertThat(finding.message())
        .isEqualTo("search was called 3 times with the same arguments and result");
  }

  @Test
  void polling_thatGetsAnotherResultInBetween_isNoRepetition() {
    List<TestSpan> spans =
        List.of(
            agent(),
            tool(2, "status", "{}", "running"),
            tool(3, "status", "{}", "running"),
            tool(4, "status", "{}", "done"),
            tool(5, "status", "{}", "running"),
            answer(9));

    assertThat(rules(spans)).doesNotContain("REPEATED_TOOL_CALL");
  }

  @Test
  void cycleOfTools_isFound_andALongOneIsAnError() {
    List<TestSpan> spans = new ArrayList<>(List.of(agent()));
    for (int round = 0; round < 3; round++) {
      spans.add(tool(2 + 2L * round, "read", "{\"f\":1}", "r" + round));
      spans.add(tool(3 + 2L * round, "write", "{\"f\":1}", "w" + round));
    }
    Finding warned = only("TOOL_CYCLE", spans);
    for (int round = 3; round < 5; round++) {
      spans.add(tool(2 + 2L * round, "read", "{\"f\":1}", "r" + round));
      spans.add(tool(3 + 2L * round, "write", "{\"f\":1}", "w" + round));
    }

    assertThat(warned.severity()).isEqualTo(Severity.WARN);
    assertThat(warned.message()).isEqualTo("read, write went round 3 times");
    assertThat(only("TOOL_CYCLE", spans).severity()).isEqualTo(Severity.ERROR);
  }

  @Test
  void twoRoundsOfTools_areNoCycle() {
    List<TestSpan> spans =
        List.of(
            agent(),
            tool(2, "read", "{}", "1"),
            tool(3, "write", "{}", "1"),
            tool(4, "read", "{}", "2"),
            tool(5, "write", "{}", "2"),
            answer(9));

    assertThat(rules(spans)).doesNotContain("TOOL_CYCLE");
  }

  @Test
  void failedTool_isRecovered_whenItSucceedsLater() {
    TestSpan failed = tool(2, "fetch", "{\"u\":1}", "x").error("HTTPError");

    assertThat(
            only(
                    "ERROR_RECOVERED",
                    List.of(agent(), failed, tool(3, "fetch", "{}", "y"), answer(9)))
                .message())
        .isEqualTo("fetch failed once, then succeeded");
    assertThat(only("TOOL_ERROR", List.of(agent(), failed, answer(9))).severity())
        .isEqualTo(Severity.WARN);
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_TOOL, ToolError, 'Unknown tool: serch'",
    "INVALID_ARGS, ValidationError, '1 validation error for search'",
  })
  void failureOfATool_isNamed(String rule, String type, String message) {
    TestSpan failed = tool(2, "search", "{}", "").error(type).with(Field.ERROR_MESSAGE, message);

    assertThat(rules(List.of(agent(), failed, answer(9)))).contains(rule, "TOOL_ERROR");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"q\": \"a\"', true",
    "'{\"q\": \"a\"}', false",
    "'{query}', false",
    "'plain text', false",
    "'[\"a\", {\"b\": [1]}]', false",
  })
  void brokenArguments_areFound(String arguments, boolean found) {
    List<TestSpan> spans = List.of(agent(), tool(2, "search", arguments, "x"), answer(9));

    assertThat(rules(spans).contains("INVALID_ARGS")).isEqualTo(found);
  }

  @Test
  void guardrailThatStops_isFound() {
    TestSpan stopped =
        TestSpan.span(StepKind.GUARDRAIL, 2)
            .under(1)
            .at(5, 6)
            .with(Field.GUARDRAIL_VERDICT, "true");
    TestSpan passed =
        TestSpan.span(StepKind.GUARDRAIL, 2)
            .under(1)
            .at(5, 6)
            .with(Field.GUARDRAIL_VERDICT, "false");

    assertThat(rules(List.of(agent(), stopped, answer(9)))).contains("GUARDRAIL_TRIGGERED");
    assertThat(rules(List.of(agent(), passed, answer(9)))).isEmpty();
  }

  @Test
  void agentsThatHandBackAndForth_arePingPong() {
    List<TestSpan> spans = new ArrayList<>(List.of(TestSpan.workflow(1).at(0, 900)));
    for (long id = 2; id < 7; id++) {
      spans.add(TestSpan.agent(id, id % 2 == 0 ? "a" : "b").under(1).at(id * 10, id * 10 + 9));
    }

    assertThat(only("HANDOFF_PINGPONG", spans).message())
        .isEqualTo("a and b handed over to each other, there and back 2 times");
    spans.removeLast();
    assertThat(rules(spans)).doesNotContain("HANDOFF_PINGPONG");
  }

  @Test
  void deepAgents_areFound() {
    List<TestSpan> spans = new ArrayList<>(List.of(agent()));
    for (long id = 2; id < 7; id++) {
      spans.add(TestSpan.agent(id, "a" + id).under(id - 1).at(id, 800 - id));
    }

    assertThat(only("SUBAGENT_DEPTH", spans).message()).isEqualTo("agents call agents 6 deep");
    spans.removeLast();
    assertThat(rules(spans)).doesNotContain("SUBAGENT_DEPTH");
  }

  @Test
  void toolStillAtWork_whenTheModelAnswers_isIgnored() {
    TestSpan slow = tool(2, "search", "{}", "late").at(20, 400);
    TestSpan last = answer(9).at(300, 390);

    assertThat(only("TOOL_RESULT_IGNORED", List.of(agent(), slow, last)).spanIds())
        .containsExactly(2L);
    assertThat(rules(List.of(agent(), slow, answer(9).at(400, 490)))).isEmpty();
  }

  @Test
  void toolAskedFor_withoutASpan_isFound_whenOthersHaveOne() {
    TestSpan asks = answer(2).finish("tool_call").asksFor("get_weather", "get_time");
    TestSpan executed = tool(3, "Weather-get_weather", "{}", "sunny");

    assertThat(
            only("TOOL_CALL_NOT_EXECUTED", List.of(agent(), asks, executed, answer(9))).message())
        .isEqualTo("get_time was asked for once and has no span");
    assertThat(rules(List.of(agent(), asks, answer(9)))).isEmpty();
  }

  @Test
  void toolsOfOneTurn_oneAfterTheOther_couldRunSideBySide() {
    TestSpan asks = answer(2).finish("tool_call").asksFor("one", "two");
    TestSpan one = TestSpan.tool(3, "one").under(1).at(100, 1_600).with(Field.TOOL_CALL_ID, "one");
    TestSpan two =
        TestSpan.tool(4, "two").under(1).at(1_600, 4_000).with(Field.TOOL_CALL_ID, "two");
    TestSpan beside =
        TestSpan.tool(4, "two").under(1).at(1_599, 4_000).with(Field.TOOL_CALL_ID, "two");
    TestSpan last = answer(9).at(4_000, 4_100);

    assertThat(only("SERIAL_TOOLS", List.of(agent().at(0, 4_100), asks, one, two, last)).message())
        .contains("would take 1.5 s less");
    assertThat(rules(List.of(agent().at(0, 4_100), asks, one, beside, last))).isEmpty();
  }

  @Test
  void slowSteps_areFound_whenTheyTakeMostOfTheRun() {
    TestSpan slowTool = tool(2, "crawl", "{}", "x").at(10, 31_010);
    TestSpan slowCall = answer(3).at(31_100, 100_000);

    assertThat(rules(List.of(agent().at(0, 100_100), slowTool, slowCall)))
        .containsExactly("SLOW_LLM");
    assertThat(
            only(
                    "SLOW_TOOL",
                    List.of(agent().at(0, 40_000), slowTool, answer(9).at(31_100, 39_900)))
                .message())
        .isEqualTo("execute_tool crawl took 31.0 s, 78 % of the run");
  }

  @Test
  void lateFirstToken_isFound() {
    TestSpan call = answer(2).at(0, 8_000).with(Field.TIME_TO_FIRST_TOKEN_NANOS, 7_000_000_000L);

    assertThat(only("SLOW_FIRST_TOKEN", List.of(agent().at(0, 8_100), call)).message())
        .isEqualTo("chat gpt-5 waited 7.0 s for its first token");
  }

  @Test
  void gapInWhichNothingWorks_isFound() {
    List<TestSpan> spans =
        List.of(agent().at(0, 5_000), answer(2).at(0, 1_000), answer(3).at(3_500, 5_000));

    Finding gap = only("IDLE_GAP", spans);
    assertThat(gap.message()).isEqualTo("nothing happened for 2.5 s, 50 % of the run");
    assertThat(gap.spanIds()).containsExactly(2L);
  }

  @Test
  void expensiveRun_isFound() {
    assertThat(only("COST_SPIKE", List.of(agent(), answer(2).usage(10_000_001, 9))).message())
        .isEqualTo("the run cost $10.00, more than $10");
  }

  @Test
  void runThatEndsWaitingForATool_hasNoFinalAnswer() {
    TestSpan asks = answer(2).finish("tool_call").asksFor("search");

    assertThat(only("NO_FINAL_ANSWER", List.of(agent(), asks)).severity()).isEqualTo(Severity.WARN);
  }

  @Test
  void runThatNeverEnds_isAbandoned_andItsRootMissing() {
    Assembly killed = Assembly.of(answer(2)).quiet(1_801);

    assertThat(only("ABANDONED", killed).message()).contains("root not seen");
    assertThat(only("MISSING_ROOT", killed).severity()).isEqualTo(Severity.INFO);
    assertThat(only("ORPHANS", killed).message()).isEqualTo("1 span came without their parent");
  }

  @Test
  void whatTheDataLack_isSaid() {
    TestSpan twin = TestSpan.llm(5, "gpt-5", 9, 9).under(1).at(20, 29).scope("other");
    TestSpan unpriced = TestSpan.llm(3, "unknown", 9, 9).under(1).at(40, 50).says("x");
    TestSpan early = answer(4).at(-100, -50);

    assertThat(rules(List.of(agent().usage(900, 900), answer(2), twin, unpriced, early)))
        .contains("DUP_INSTRUMENTATION", "USAGE_MISMATCH", "UNPRICED", "CLOCK_SKEW");
  }

  @Test
  void disagreeingSessions_areSaid() {
    List<TestSpan> spans =
        List.of(
            agent(),
            answer(2).with(Field.SESSION_ID, "one"),
            answer(3).with(Field.SESSION_ID, "two"));

    assertThat(rules(spans)).contains("SESSION_CONFLICT");
  }

  @Test
  void thresholds_andSwitches_areSettings() {
    List<TestSpan> spans = List.of(agent(), answer(2), answer(3));
    FindingSettings strict = FindingSettings.DEFAULT.with(Threshold.MANY_LLM_CALLS, 1);
    FindingSettings off = new FindingSettings(strict.thresholds(), Set.of(Rule.STEP_EXPLOSION));

    assertThat(Assembly.of(spans).findings(strict).rules()).containsExactly("STEP_EXPLOSION");
    assertThat(Assembly.of(spans).findings(off).rules()).isEmpty();
    assertThat(new FindingSettings(Map.of(), Set.of())).isEqualTo(FindingSettings.DEFAULT);
  }

  @Test
  void findings_ofAHugeRun_areBounded_andQuick() {
    List<TestSpan> spans = new ArrayList<>(List.of(agent().at(0, 900_000)));
    for (long id = 2; id < 20_000; id++) {
      spans.add(tool(id, "t" + id % 500, "{\"id\":" + id % 7 + "}", "r").error("E" + id));
    }

    assertThat(Assembly.of(spans).run().findings()).hasSizeLessThanOrEqualTo(100);
  }
}
