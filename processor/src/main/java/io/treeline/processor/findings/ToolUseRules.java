package io.treeline.processor.findings;

import io.treeline.model.LlmCall;
import io.treeline.model.Outcome;
import io.treeline.model.RunState;
import io.treeline.model.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Rules about what became of tools that a model asked for, without looking at their content.
final class ToolUseRules {
  private final RunSteps run;
  private final FindingSettings settings;
  private final Found found;

  private ToolUseRules(RunSteps run, FindingSettings settings, Found found) {
    this.run = run;
    this.settings = settings;
    this.found = found;
  }

  static void apply(RunSteps run, FindingSettings settings, Found found) {
    ToolUseRules rules = new ToolUseRules(run, settings, found);
    rules.ignoredResults();
    rules.notExecuted();
    rules.serialTools();
  }

  /// The last call of the agent began before the tool had ended, and answered: the model never saw
  /// the result.
  private void ignoredResults() {
    boolean answered =
        run.run().state() == RunState.ENDED && run.run().outcome() == Outcome.FINAL_ANSWER;
    if (!answered) {
      return;
    }
    List<StepDetail> ignored = new ArrayList<>();
    for (StepDetail tool : run.tools()) {
      List<StepDetail> calls = run.callsOf(run.agent(tool));
      StepDetail last = calls.isEmpty() ? null : calls.getLast();
      boolean unseen =
          last != null
              && !tool.isOpen()
              && last.startNanos() > tool.startNanos()
              && last.startNanos() < tool.endNanos()
              && "stop".equals(last.finish());
      if (unseen) {
        ignored.add(tool);
      }
    }
    if (!ignored.isEmpty()) {
      found.add(
          Rule.TOOL_RESULT_IGNORED,
          Severity.WARN,
          ignored,
          ignored.getFirst().tool() + " ended after the model had begun its last answer");
    }
  }

  /// A tool that was asked for has no span although others have, and the agent went on.
  private void notExecuted() {
    if (run.tools().isEmpty()) {
      return;
    }
    Set<String> executed = new HashSet<>();
    run.toolsByName().keySet().forEach(tool -> executed.add(normal(tool)));
    run.run().agents().forEach(agent -> executed.add(normal(agent.name())));
    Map<String, Boolean> known = new HashMap<>();
    Map<String, List<StepDetail>> missing = new LinkedHashMap<>();
    for (List<StepDetail> calls : run.callsByInvocation()) {
      for (StepDetail call : calls.subList(0, calls.size() - 1)) {
        LlmCall llm = call.call();
        List<String> asked = llm == null ? List.of() : llm.toolDecisions();
        for (String tool : asked) {
          if (!known.computeIfAbsent(tool, t -> isExecuted(normal(t), executed))) {
            missing.computeIfAbsent(tool, t -> new ArrayList<>()).add(call);
          }
        }
      }
    }
    missing.forEach((tool, calls) ->
        found.add(
            Rule.TOOL_CALL_NOT_EXECUTED,
            Severity.INFO,
            calls,
            tool + " was asked for " + Found.times(calls.size()) + " and has no span"));
  }

  /// Names differ between what a model is told and what the span says, so a part is enough.
  private static boolean isExecuted(String tool, Set<String> executed) {
    return executed.contains(tool)
        || executed.stream().anyMatch(name -> name.contains(tool) || tool.contains(name));
  }

  private static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /// Tools of one turn that ran one after the other.
  private void serialTools() {
    Map<String, StepDetail> byCallId = new HashMap<>();
    for (StepDetail tool : run.tools()) {
      if (tool.toolCallId() != null && !tool.isOpen()) {
        byCallId.put(tool.toolCallId(), tool);
      }
    }
    for (StepDetail call : run.calls()) {
      if (call.toolCallIds().size() < 2) {
        continue;
      }
      List<StepDetail> tools =
          call.toolCallIds().stream()
              .filter(byCallId::containsKey)
              .map(byCallId::get)
              .distinct()
              .sorted(RunSteps.BY_START)
              .toList();
      long saved = savedSideBySide(tools);
      if (saved > settings.nanos(Threshold.SERIAL_TOOLS_SECONDS)) {
        found.add(
            Rule.SERIAL_TOOLS,
            Severity.INFO,
            tools,
            tools.size()
                + " tools of one turn ran one after the other; side by side they would take "
                + Found.seconds(saved)
                + " less");
      }
    }
  }

  /// What running tools side by side would save, 0 when they did not run one after the other.
  private static long savedSideBySide(List<StepDetail> tools) {
    long sum = 0;
    long longest = 0;
    for (int i = 0; i < tools.size(); i++) {
      if (i > 0 && tools.get(i).startNanos() < tools.get(i - 1).endNanos()) {
        return 0;
      }
      sum += tools.get(i).durationNanos();
      longest = Math.max(longest, tools.get(i).durationNanos());
    }
    return sum - longest;
  }
}
