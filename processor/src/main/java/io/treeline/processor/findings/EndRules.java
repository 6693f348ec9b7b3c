package io.treeline.processor.findings;

import io.treeline.model.DataQualityNote;
import io.treeline.model.RunState;
import io.treeline.model.Severity;
import io.treeline.model.StepState;
import java.util.List;

/// Rules about how a run ended, and about what its data lack.
final class EndRules {
  private final RunSteps run;
  private final Found found;

  private EndRules(RunSteps run, Found found) {
    this.run = run;
    this.found = found;
  }

  static void apply(RunSteps run, Found found) {
    EndRules rules = new EndRules(run, found);
    rules.ending();
    rules.missingRoot();
    run.run().dataQuality().forEach(rules::note);
  }

  private void ending() {
    if (run.run().state() == RunState.ABANDONED) {
      List<Long> open =
          run.all().stream().filter(StepDetail::isOpen).map(StepDetail::spanId).limit(10).toList();
      found.addIds(
          Rule.ABANDONED, Severity.WARN, open, "the run never ended: " + run.run().stateReason());
      return;
    }
    if (run.run().state() != RunState.ENDED || !run.top().isAgentic()) {
      return;
    }
    switch (run.run().outcome()) {
      case TOOL_PENDING ->
          add(
              Rule.NO_FINAL_ANSWER,
              Severity.WARN,
              "the run ended while the model waited for a tool");
      case ERROR -> add(Rule.NO_FINAL_ANSWER, Severity.ERROR, "the run failed before it answered");
      case EMPTY -> {
        if (!found.has(Rule.EMPTY_OUTPUT)) {
          add(Rule.EMPTY_OUTPUT, Severity.WARN, "the last answer has no text");
        }
      }
      case FINAL_ANSWER, TRUNCATED, HANDED_OFF, REFUSED, ABANDONED, UNKNOWN -> {}
    }
  }

  private void add(Rule rule, Severity severity, String message) {
    found.add(rule, severity, List.of(run.top()), message);
  }

  private void missingRoot() {
    boolean missing = run.top().step().header().state() == StepState.PLACEHOLDER;
    if (missing && run.run().state() != RunState.RUNNING) {
      add(
          Rule.MISSING_ROOT,
          Severity.INFO,
          "the span at the top never came: times and answer are those of what did");
    }
  }

  private void note(DataQualityNote note) {
    String spans = Found.counted(note.count(), "span");
    switch (note.code()) {
      case "MISSING_PARENT" -> info(Rule.ORPHANS, note, spans + " came without their parent");
      case "CLOCK_SKEW" -> info(Rule.CLOCK_SKEW, note, spans + " began before their parent");
      case "USAGE_MISMATCH" ->
          info(
              Rule.USAGE_MISMATCH,
              note,
              Found.counted(note.count(), "container")
                  + " reported more tokens than the calls below: not added");
      case "DUP_INSTRUMENTATION" ->
          info(
              Rule.DUP_INSTRUMENTATION,
              note,
              spans + " repeat calls that another instrumentation shows: counted once");
      case "CHARGED_ELSEWHERE" ->
          info(
              Rule.CHARGED_ELSEWHERE,
              note,
              Found.counted(note.count(), "call")
                  + " are charged in another trace that shows them");
      case "UNPRICED" ->
          info(Rule.UNPRICED, note, Found.counted(note.count(), "call") + " have no known price");
      case "SESSION_CONFLICT" ->
          info(Rule.SESSION_CONFLICT, note, "spans name different sessions: none was chosen");
      default -> {}
    }
  }

  private void info(Rule rule, DataQualityNote note, String message) {
    found.addIds(rule, Severity.INFO, note.spanIds(), message);
  }
}
