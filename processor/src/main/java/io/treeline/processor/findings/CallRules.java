package io.treeline.processor.findings;

import io.treeline.model.Charge;
import io.treeline.model.Finding;
import io.treeline.model.LlmCall;
import io.treeline.model.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rules about calls to providers; only calls that the ledger counts.
final class CallRules {
  private CallRules() {}

  /// `RETRY` when an agent's failed call was followed by one that succeeded, else `LLM_ERROR`.
  static List<Finding> failures(List<StepDetail> steps) {
    Map<String, List<StepDetail>> byAgent = new LinkedHashMap<>();
    for (StepDetail call : counted(steps)) {
      String agent = call.step().header().agent();
      byAgent.computeIfAbsent(agent == null ? "" : agent, a -> new ArrayList<>()).add(call);
    }
    List<Finding> findings = new ArrayList<>();
    for (List<StepDetail> calls : byAgent.values()) {
      List<StepDetail> failed = calls.stream().filter(StepDetail::isCause).toList();
      if (!failed.isEmpty()) {
        findings.add(failure(failed, !calls.getLast().isError()));
      }
    }
    return findings;
  }

  private static Finding failure(List<StepDetail> failed, boolean recovered) {
    String what = failed.getFirst().name() + " failed " + ToolRules.times(failed.size());
    return recovered
        ? new Finding(
            "RETRY", Severity.INFO, ToolRules.ids(failed), what + ", a later call succeeded")
        : new Finding(
            "LLM_ERROR",
            Severity.ERROR,
            ToolRules.ids(failed),
            what + " and no later call succeeded");
  }

  /// `RETRY` inside one call: the client sent the request again.
  static List<Finding> resends(List<StepDetail> steps) {
    List<StepDetail> resent = counted(steps).stream().filter(c -> c.resends() > 0).toList();
    if (resent.isEmpty()) {
      return List.of();
    }
    long resends = resent.stream().mapToLong(StepDetail::resends).sum();
    String message =
        "the client repeated requests to the provider "
            + ToolRules.times((int) Math.min(Integer.MAX_VALUE, resends));
    return List.of(new Finding("RETRY", Severity.INFO, ToolRules.ids(resent), message));
  }

  /// `TRUNCATED`, `CONTEXT_OVERFLOW` and `REFUSAL`, by finish reason.
  static List<Finding> finishes(List<StepDetail> steps) {
    List<Finding> findings = new ArrayList<>();
    finished(findings, steps, "TRUNCATED", "cut by the token limit", "length");
    finished(findings, steps, "CONTEXT_OVERFLOW", "cut: context window full", "context_overflow");
    finished(findings, steps, "REFUSAL", "refused", "refusal");
    finished(findings, steps, "REFUSAL", "stopped by a content filter", "content_filter");
    return findings;
  }

  private static void finished(
      List<Finding> findings, List<StepDetail> steps, String rule, String what, String finish) {
    List<StepDetail> calls = counted(steps).stream().filter(c -> finish.equals(finish(c))).toList();
    if (!calls.isEmpty()) {
      String answers = calls.size() == 1 ? "1 answer was " : calls.size() + " answers were ";
      findings.add(new Finding(rule, Severity.WARN, ToolRules.ids(calls), answers + what));
    }
  }

  private static List<StepDetail> counted(List<StepDetail> steps) {
    return steps.stream().filter(CallRules::isCounted).sorted(ToolRules.BY_START).toList();
  }

  private static boolean isCounted(StepDetail step) {
    LlmCall call = step.call();
    return call != null && (call.charge() == Charge.CHARGED || call.charge() == Charge.FAILED);
  }

  private static @Nullable String finish(StepDetail step) {
    LlmCall call = step.call();
    return call == null ? null : call.finishReason();
  }
}
