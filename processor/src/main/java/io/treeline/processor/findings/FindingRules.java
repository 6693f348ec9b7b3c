package io.treeline.processor.findings;

import io.treeline.model.Finding;
import io.treeline.model.Outcome;
import io.treeline.model.Run;
import io.treeline.model.RunState;
import io.treeline.model.Severity;
import io.treeline.model.StepKind;
import java.util.ArrayList;
import java.util.List;

/// Applies all rules to a run, in a fixed order.
public final class FindingRules {
  private final FindingSettings settings;

  public FindingRules(FindingSettings settings) {
    this.settings = settings;
  }

  /// The findings of a run.
  ///
  /// @param run the run without findings
  /// @param steps its steps in display order, the top first
  public List<Finding> judge(Run run, List<StepDetail> steps) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(ToolRules.failures(steps));
    findings.addAll(ToolRules.repetitions(steps, settings.repeatedToolCalls()));
    findings.addAll(CallRules.failures(steps));
    findings.addAll(CallRules.resends(steps));
    findings.addAll(CallRules.finishes(steps));
    findings.addAll(manyCalls(run, steps));
    findings.addAll(ending(run, steps));
    return List.copyOf(findings);
  }

  private List<Finding> manyCalls(Run run, List<StepDetail> steps) {
    int calls = run.metrics().llmCalls();
    if (calls <= settings.manyLlmCalls()) {
      return List.of();
    }
    String message = calls + " LLM calls, more than " + settings.manyLlmCalls();
    return List.of(finding("STEP_EXPLOSION", Severity.WARN, steps.getFirst(), message));
  }

  private static List<Finding> ending(Run run, List<StepDetail> steps) {
    if (run.state() == RunState.ABANDONED) {
      List<Long> open =
          steps.stream().filter(StepDetail::isOpen).map(StepDetail::spanId).limit(10).toList();
      String message = "the run never ended: " + run.stateReason();
      return List.of(new Finding("ABANDONED", Severity.WARN, open, message));
    }
    if (run.state() != RunState.ENDED || !isAgentic(steps.getFirst())) {
      return List.of();
    }
    return noAnswer(run.outcome(), steps.getFirst());
  }

  private static List<Finding> noAnswer(Outcome outcome, StepDetail top) {
    return switch (outcome) {
      case TOOL_PENDING ->
          List.of(
              finding(
                  "NO_FINAL_ANSWER",
                  Severity.WARN,
                  top,
                  "the run ended while the model waited for a tool"));
      case ERROR ->
          List.of(
              finding("NO_FINAL_ANSWER", Severity.ERROR, top, "the run failed before it answered"));
      case EMPTY ->
          List.of(finding("EMPTY_OUTPUT", Severity.WARN, top, "the last answer has no text"));
      case FINAL_ANSWER, TRUNCATED, HANDED_OFF, REFUSED, ABANDONED, UNKNOWN -> List.of();
    };
  }

  private static boolean isAgentic(StepDetail top) {
    StepKind kind = top.step().header().kind();
    return kind == StepKind.AGENT || kind == StepKind.WORKFLOW;
  }

  private static Finding finding(String rule, Severity severity, StepDetail step, String message) {
    return new Finding(rule, severity, List.of(step.spanId()), message);
  }
}
