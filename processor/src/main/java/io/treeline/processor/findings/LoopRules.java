package io.treeline.processor.findings;

import io.treeline.model.LlmCall;
import io.treeline.model.Severity;
import io.treeline.model.StepKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Rules about going round in circles. Every rule looks at each step a bounded number of times.
final class LoopRules {
  private static final int MAX_CYCLE = 5;

  private final RunSteps run;
  private final FindingSettings settings;
  private final Found found;

  private LoopRules(RunSteps run, FindingSettings settings, Found found) {
    this.run = run;
    this.settings = settings;
    this.found = found;
  }

  static void apply(RunSteps run, FindingSettings settings, Found found) {
    LoopRules rules = new LoopRules(run, settings, found);
    rules.repeatedTools();
    rules.toolCycle();
    run.callsByInvocation().forEach(rules::repeatedAnswers);
    rules.explosion();
    rules.pingPong();
    rules.depth();
  }

  /// The same tool with the same arguments, and the same result every time.
  private void repeatedTools() {
    Map<String, List<StepDetail>> streaks = new LinkedHashMap<>();
    Map<String, String> results = new HashMap<>();
    List<List<StepDetail>> over = new ArrayList<>();
    for (StepDetail tool : run.tools()) {
      String key = key(tool);
      String result = result(tool);
      if (key == null || result == null) {
        continue;
      }
      List<StepDetail> streak = streaks.computeIfAbsent(key, k -> new ArrayList<>());
      if (!result.equals(results.put(key, result)) && !streak.isEmpty()) {
        over.add(List.copyOf(streak));
        streak.clear();
      }
      streak.add(tool);
    }
    over.addAll(streaks.values());
    over.stream().filter(this::isRepetition).forEach(this::addRepetition);
  }

  private boolean isRepetition(List<StepDetail> streak) {
    return streak.size() >= settings.value(Threshold.REPEATED_TOOL_CALLS);
  }

  private void addRepetition(List<StepDetail> same) {
    found.add(
        Rule.REPEATED_TOOL_CALL,
        Severity.WARN,
        same,
        same.getFirst().tool()
            + " was called "
            + same.size()
            + " times with the same arguments and result");
  }

  /// A tool and what it was given; null when that is not known.
  private static @Nullable String key(StepDetail tool) {
    String arguments = tool.arguments();
    return arguments == null ? null : tool.tool() + '\n' + CanonicalJson.of(arguments);
  }

  private static @Nullable String result(StepDetail tool) {
    if (tool.isError()) {
      return "error " + tool.step().header().errorType();
    }
    String result = tool.result();
    return result == null || tool.isOpen() ? null : CanonicalJson.of(result);
  }

  /// Two to five different tool calls, over and over.
  private void toolCycle() {
    List<StepDetail> tools = run.tools();
    List<String> keys = new ArrayList<>(tools.size());
    for (StepDetail tool : tools) {
      String key = key(tool);
      keys.add(key == null ? "unknown " + keys.size() : key);
    }
    for (int length = 2; length <= MAX_CYCLE; length++) {
      int[] place = longestCycle(keys, length);
      int rounds = (place[1] - place[0]) / length;
      if (rounds >= settings.value(Threshold.TOOL_CYCLES)
          && !keys.get(place[0]).equals(keys.get(place[0] + 1))) {
        boolean bad = rounds >= settings.value(Threshold.TOOL_CYCLES_ERROR);
        found.add(
            Rule.TOOL_CYCLE,
            bad ? Severity.ERROR : Severity.WARN,
            tools.subList(place[0], place[1]),
            names(tools.subList(place[0], place[0] + length)) + " went round " + rounds + " times");
        return;
      }
    }
  }

  /// From where to where a sequence repeats itself with a period, longest first.
  private static int[] longestCycle(List<String> keys, int period) {
    int bestFrom = 0;
    int bestTo = 0;
    int from = 0;
    for (int i = period; i <= keys.size(); i++) {
      boolean repeats = i < keys.size() && keys.get(i).equals(keys.get(i - period));
      if (!repeats) {
        if (i - from > bestTo - bestFrom) {
          bestFrom = from;
          bestTo = i;
        }
        from = i - period + 1;
      }
    }
    return new int[] {bestFrom, bestTo};
  }

  private static String names(List<StepDetail> tools) {
    return String.join(", ", tools.stream().map(StepDetail::tool).toList());
  }

  private void repeatedAnswers(List<StepDetail> calls) {
    int from = 0;
    for (int i = 1; i <= calls.size(); i++) {
      boolean same = i < calls.size() && isSameAnswer(calls.get(i - 1), calls.get(i));
      if (!same) {
        if (i - from >= settings.value(Threshold.REPEATED_ANSWERS)) {
          found.add(
              Rule.LLM_REPEAT,
              Severity.WARN,
              calls.subList(from, i),
              "the model gave the same answer " + (i - from) + " times in a row");
        }
        from = i;
      }
    }
  }

  private static boolean isSameAnswer(StepDetail a, StepDetail b) {
    LlmCall first = a.call();
    LlmCall second = b.call();
    return first != null
        && second != null
        && a.output() != null
        && !a.output().isBlank()
        && Objects.equals(a.output(), b.output())
        && first.toolDecisions().equals(second.toolDecisions());
  }

  private void explosion() {
    int calls = run.run().metrics().llmCalls();
    if (calls > settings.value(Threshold.MANY_LLM_CALLS)) {
      found.add(
          Rule.STEP_EXPLOSION,
          Severity.WARN,
          List.of(run.top()),
          calls + " LLM calls, more than " + (long) settings.value(Threshold.MANY_LLM_CALLS));
    }
  }

  /// Two agents that hand control to each other.
  private void pingPong() {
    List<StepDetail> agents =
        run.all().stream()
            .filter(step -> step.kind() == StepKind.AGENT)
            .sorted(RunSteps.BY_START)
            .toList();
    List<String> names = agents.stream().map(step -> agentName(step)).toList();
    int[] place = longestCycle(names, 2);
    int returns = (place[1] - place[0] - 1) / 2;
    boolean isTwo = place[1] - place[0] > 1 && !names.get(place[0]).equals(names.get(place[0] + 1));
    if (isTwo && returns >= settings.value(Threshold.PINGPONGS)) {
      found.add(
          Rule.HANDOFF_PINGPONG,
          Severity.WARN,
          agents.subList(place[0], place[1]),
          names.get(place[0])
              + " and "
              + names.get(place[0] + 1)
              + " handed over to each other, there and back "
              + Found.times(returns));
    }
  }

  private static String agentName(StepDetail step) {
    String agent = step.step().header().agent();
    return agent == null ? step.name() : agent;
  }

  private void depth() {
    Map<Long, Integer> depths = new HashMap<>();
    StepDetail deepest = run.top();
    int deepestDepth = 0;
    for (StepDetail step : run.all()) {
      int depth = depths.getOrDefault(step.ownerId(), 0) + (step.kind() == StepKind.AGENT ? 1 : 0);
      depths.put(step.spanId(), depth);
      if (depth > deepestDepth) {
        deepestDepth = depth;
        deepest = step;
      }
    }
    if (deepestDepth > settings.value(Threshold.AGENT_DEPTH)) {
      found.add(
          Rule.SUBAGENT_DEPTH,
          Severity.WARN,
          List.of(deepest),
          "agents call agents " + deepestDepth + " deep");
    }
  }
}
