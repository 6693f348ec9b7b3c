package io.treeline.processor.findings;

import io.treeline.model.Cost;
import io.treeline.model.LlmCall;
import io.treeline.model.Run;
import io.treeline.model.Severity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// Rules about where time and money went.
final class TimeRules {
  private final RunSteps run;
  private final FindingSettings settings;
  private final Found found;

  private TimeRules(RunSteps run, FindingSettings settings, Found found) {
    this.run = run;
    this.settings = settings;
    this.found = found;
  }

  static void apply(RunSteps run, FindingSettings settings, Found found) {
    TimeRules rules = new TimeRules(run, settings, found);
    rules.slow(Rule.SLOW_TOOL, run.tools(), Threshold.SLOW_TOOL_SECONDS);
    rules.slow(Rule.SLOW_LLM, run.calls(), Threshold.SLOW_LLM_SECONDS);
    rules.slowFirstToken();
    rules.idleGap();
    rules.cost();
  }

  private long total() {
    return Math.max(0, run.run().metrics().latency().totalNanos());
  }

  private void slow(Rule rule, List<StepDetail> steps, Threshold seconds) {
    double share = settings.value(Threshold.SLOW_SHARE);
    List<StepDetail> slow =
        steps.stream()
            .filter(step -> step.durationNanos() > settings.nanos(seconds))
            .filter(step -> step.durationNanos() > total() * share)
            .toList();
    if (!slow.isEmpty() && total() > 0) {
      StepDetail first = slow.getFirst();
      found.add(
          rule,
          Severity.INFO,
          slow,
          first.name()
              + " took "
              + Found.seconds(first.durationNanos())
              + ", "
              + Found.percent((double) first.durationNanos() / total())
              + " of the run");
    }
  }

  private void slowFirstToken() {
    List<StepDetail> slow = run.calls().stream().filter(this::waitsLong).toList();
    if (!slow.isEmpty()) {
      found.add(
          Rule.SLOW_FIRST_TOKEN,
          Severity.INFO,
          slow,
          slow.getFirst().name()
              + " waited "
              + Found.seconds(waited(slow.getFirst()))
              + " for its first token");
    }
  }

  private boolean waitsLong(StepDetail call) {
    long waited = waited(call);
    return waited > settings.nanos(Threshold.SLOW_FIRST_TOKEN_SECONDS)
        && waited > call.durationNanos() * settings.value(Threshold.SLOW_FIRST_TOKEN_SHARE);
  }

  private static long waited(StepDetail call) {
    LlmCall llm = call.call();
    return llm == null ? -1 : llm.timeToFirstTokenNanos();
  }

  /// The longest stretch in which nothing but agents was at work.
  private void idleGap() {
    if (run.run().endUnixNanos() == Run.OPEN || total() == 0) {
      return;
    }
    List<StepDetail> working =
        run.all().stream()
            .filter(
                step -> !step.isAgentic() && !step.isOpen() && step.spanId() != run.top().spanId())
            .sorted(RunSteps.BY_START)
            .toList();
    if (working.isEmpty()) {
      return;
    }
    long end = run.run().endUnixNanos();
    long busyUntil = run.run().startUnixNanos();
    long longest = 0;
    StepDetail after = working.getFirst();
    StepDetail before = working.getFirst();
    for (StepDetail step : working) {
      if (step.startNanos() - busyUntil > longest) {
        longest = step.startNanos() - busyUntil;
        after = before;
      }
      if (step.endNanos() >= busyUntil) {
        busyUntil = step.endNanos();
        before = step;
      }
    }
    if (end - busyUntil > longest) {
      longest = end - busyUntil;
      after = before;
    }
    boolean isLong =
        longest > settings.nanos(Threshold.IDLE_GAP_SECONDS)
            && longest > total() * settings.value(Threshold.IDLE_GAP_SHARE);
    if (isLong) {
      found.add(
          Rule.IDLE_GAP,
          Severity.INFO,
          List.of(after),
          "nothing happened for "
              + Found.seconds(longest)
              + ", "
              + Found.percent((double) longest / total())
              + " of the run");
    }
  }

  private void cost() {
    long nanoUsd = run.run().metrics().cost().nanoUsd();
    double limit = settings.value(Threshold.RUN_COST_USD);
    if (nanoUsd != Cost.UNKNOWN && nanoUsd > limit * 1e9) {
      found.add(
          Rule.COST_SPIKE,
          Severity.WARN,
          List.of(run.top()),
          "the run cost $"
              + BigDecimal.valueOf(nanoUsd, 9).setScale(2, RoundingMode.HALF_UP)
              + ", more than $"
              + BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString());
    }
  }
}
