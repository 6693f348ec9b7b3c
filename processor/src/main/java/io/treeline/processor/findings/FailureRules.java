package io.treeline.processor.findings;

import io.treeline.model.Severity;
import io.treeline.model.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/// Rules about failed calls and tools, and whether they were got over.
final class FailureRules {
  private static final int TOO_MANY_REQUESTS = 429;

  private static final List<String> RATE_LIMIT =
      List.of(
          "rate_limit",
          "ratelimit",
          "rate limit",
          "429",
          "too many requests",
          "throttl",
          "toomanyrequests",
          "resource_exhausted",
          "resourceexhausted");
  private static final List<String> TIMEOUT = List.of("timeout", "timed out", "deadline");
  private static final List<String> CANCELLED = List.of("cancel", "aborterror");
  private static final List<String> UNKNOWN_TOOL =
      List.of(
          "unknown tool",
          "tool not found",
          "not found in agent",
          "no such tool",
          "no tool named",
          "tool does not exist",
          "is not a valid tool",
          "unknown function");
  private static final List<String> INVALID_ARGS =
      List.of(
          "validationerror",
          "validation error",
          "invalid argument",
          "invalid parameter",
          "jsondecodeerror",
          "malformed",
          "missing required",
          "unexpected keyword");
  private static final Set<String> TRIGGERED =
      Set.of(
          "true", "triggered", "tripped", "blocked", "block", "denied", "deny", "failed", "fail");

  private final RunSteps run;
  private final Found found;

  private FailureRules(RunSteps run, Found found) {
    this.run = run;
    this.found = found;
  }

  static void apply(RunSteps run, Found found) {
    FailureRules rules = new FailureRules(run, found);
    run.toolsByName().forEach(rules::toolFailures);
    run.callsByAgentName().forEach(rules::callFailures);
    rules.resends();
    rules.causes();
    rules.arguments();
    rules.guardrails();
  }

  /// `ERROR_RECOVERED` when a failed tool succeeded later, else `TOOL_ERROR`.
  private void toolFailures(String tool, List<StepDetail> calls) {
    List<StepDetail> failed = calls.stream().filter(StepDetail::isCause).toList();
    if (failed.isEmpty()) {
      return;
    }
    String what = tool + " failed " + Found.times(failed.size());
    if (!calls.getLast().isError()) {
      found.add(Rule.ERROR_RECOVERED, Severity.INFO, failed, what + ", then succeeded");
    } else {
      found.add(Rule.TOOL_ERROR, Severity.WARN, failed, what + " and never succeeded after");
    }
  }

  /// `RETRY` when an agent's failed call was followed by one that succeeded, `FALLBACK` when that
  /// one asked another model, else `LLM_ERROR`.
  private void callFailures(List<StepDetail> calls) {
    List<StepDetail> failed = calls.stream().filter(StepDetail::isCause).toList();
    if (failed.isEmpty()) {
      return;
    }
    String what = failed.getFirst().name() + " failed " + Found.times(failed.size());
    StepDetail last = calls.getLast();
    if (last.isError()) {
      found.add(Rule.LLM_ERROR, Severity.ERROR, failed, what + " and no later call succeeded");
      return;
    }
    found.add(Rule.RETRY, Severity.INFO, failed, what + ", a later call succeeded");
    String asked = requested(failed.getLast());
    String answered = requested(next(calls, failed.getLast()));
    if (!Objects.equals(asked, answered)) {
      found.add(
          Rule.FALLBACK,
          Severity.INFO,
          failed,
          "after " + asked + " failed, " + answered + " was asked");
    }
  }

  private static StepDetail next(List<StepDetail> calls, StepDetail call) {
    return calls.get(Math.min(calls.size() - 1, calls.indexOf(call) + 1));
  }

  private static String requested(StepDetail call) {
    String model = call.call() == null ? null : call.call().requestModel();
    return String.valueOf(model == null ? CallRules.model(call) : model);
  }

  /// `RETRY` inside one call: the client sent the request again.
  private void resends() {
    List<StepDetail> resent =
        run.calls().stream().filter(call -> call.numbers().resends() > 0).toList();
    if (!resent.isEmpty()) {
      long times = resent.stream().mapToLong(call -> call.numbers().resends()).sum();
      found.add(
          Rule.RETRY,
          Severity.INFO,
          resent,
          "the client repeated requests to the provider " + Found.times(times));
    }
  }

  private void causes() {
    cause(Rule.RATE_LIMITED, RATE_LIMIT, "refused by a rate limit");
    cause(Rule.TIMEOUT, TIMEOUT, "timed out");
    cause(Rule.CANCELLED, CANCELLED, "cancelled");
    cause(Rule.UNKNOWN_TOOL, UNKNOWN_TOOL, "asked for a tool that does not exist");
  }

  private void cause(Rule rule, List<String> words, String what) {
    List<StepDetail> steps = new ArrayList<>();
    for (StepDetail step : run.all()) {
      boolean limited =
          rule == Rule.RATE_LIMITED
              && step.isCountedCall()
              && step.numbers().httpStatus() == TOO_MANY_REQUESTS;
      if (limited || step.isCause() && contains(step.errorText(), words)) {
        steps.add(step);
      }
    }
    if (!steps.isEmpty()) {
      boolean wasOverInTheEnd = run.run().reachedFinalAnswer();
      found.add(
          rule,
          wasOverInTheEnd ? Severity.INFO : Severity.WARN,
          steps,
          what + ": " + Found.counted(steps.size(), "step"));
    }
  }

  private static boolean contains(String text, List<String> words) {
    return words.stream().anyMatch(text::contains);
  }

  private void arguments() {
    List<StepDetail> invalid =
        run.tools().stream()
            .filter(tool ->
                CanonicalJson.isBroken(tool.arguments())
                    || tool.isCause() && contains(tool.errorText(), INVALID_ARGS))
            .toList();
    if (!invalid.isEmpty()) {
      found.add(
          Rule.INVALID_ARGS,
          Severity.WARN,
          invalid,
          invalid.getFirst().tool()
              + " got arguments that are not valid "
              + Found.times(invalid.size()));
    }
  }

  private void guardrails() {
    List<StepDetail> triggered =
        run.all().stream()
            .filter(step -> step.kind() == StepKind.GUARDRAIL && isTriggered(step))
            .toList();
    if (!triggered.isEmpty()) {
      found.add(
          Rule.GUARDRAIL_TRIGGERED,
          Severity.WARN,
          triggered,
          triggered.getFirst().name() + " stopped something " + Found.times(triggered.size()));
    }
  }

  private static boolean isTriggered(StepDetail step) {
    String verdict = step.guardrail();
    return step.isError()
        || verdict != null && TRIGGERED.contains(verdict.toLowerCase(Locale.ROOT));
  }
}
