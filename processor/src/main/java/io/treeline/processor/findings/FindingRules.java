package io.treeline.processor.findings;

import io.treeline.model.Finding;
import io.treeline.model.Run;
import java.util.List;

/// Applies all rules to a run, in a fixed order. Takes time in proportion to the number of steps.
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
    RunSteps details = new RunSteps(run, steps);
    Found found = new Found(settings);
    FailureRules.apply(details, found);
    LoopRules.apply(details, settings, found);
    CallRules.apply(details, settings, found);
    ContextRules.apply(details, settings, found);
    ToolUseRules.apply(details, settings, found);
    TimeRules.apply(details, settings, found);
    EndRules.apply(details, found);
    return found.all();
  }
}
