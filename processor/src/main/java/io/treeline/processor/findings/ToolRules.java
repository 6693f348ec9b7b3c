package io.treeline.processor.findings;

import io.treeline.model.Finding;
import io.treeline.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rules about executed tools.
final class ToolRules {
  static final Comparator<StepDetail> BY_START =
      Comparator.comparingLong((StepDetail d) -> d.step().header().startUnixNanos())
          .thenComparingLong(StepDetail::spanId);

  private ToolRules() {}

  /// `ERROR_RECOVERED` when a failed tool succeeded later, else `TOOL_ERROR`.
  static List<Finding> failures(List<StepDetail> steps) {
    List<Finding> findings = new ArrayList<>();
    byTool(steps)
        .forEach((tool, calls) -> {
          List<StepDetail> failed = calls.stream().filter(StepDetail::isCause).toList();
          if (!failed.isEmpty()) {
            findings.add(failure(tool, failed, !calls.getLast().isError()));
          }
        });
    return findings;
  }

  private static Finding failure(String tool, List<StepDetail> failed, boolean recovered) {
    String what = tool + " failed " + times(failed.size());
    return recovered
        ? new Finding("ERROR_RECOVERED", Severity.INFO, ids(failed), what + ", then succeeded")
        : new Finding(
            "TOOL_ERROR", Severity.WARN, ids(failed), what + " and never succeeded after");
  }

  /// `REPEATED_TOOL_CALL`: the same tool with the same arguments, and the same result every time.
  static List<Finding> repetitions(List<StepDetail> steps, int threshold) {
    List<Finding> findings = new ArrayList<>();
    byTool(steps)
        .forEach((tool, calls) -> {
          Map<String, List<StepDetail>> equal = new LinkedHashMap<>();
          for (StepDetail call : calls) {
            String key = key(call);
            if (key != null) {
              equal.computeIfAbsent(key, k -> new ArrayList<>(1)).add(call);
            }
          }
          for (List<StepDetail> same : equal.values()) {
            if (same.size() >= threshold) {
              findings.add(repetition(tool, same));
            }
          }
        });
    return findings;
  }

  private static Finding repetition(String tool, List<StepDetail> same) {
    String message =
        tool + " was called " + same.size() + " times with the same arguments and result";
    return new Finding("REPEATED_TOOL_CALL", Severity.WARN, ids(same), message);
  }

  /// What makes two calls of a tool equal; null when the content is not known.
  private static @Nullable String key(StepDetail call) {
    String result = call.isError() ? "error" : call.result();
    if (call.arguments() == null || result == null || call.isOpen()) {
      return null;
    }
    return withoutSpace(call.arguments()) + '\n' + withoutSpace(result);
  }

  private static String withoutSpace(String json) {
    return json.replaceAll("\\s+", "");
  }

  private static Map<String, List<StepDetail>> byTool(List<StepDetail> steps) {
    Map<String, List<StepDetail>> byTool = new LinkedHashMap<>();
    for (StepDetail step : steps.stream().filter(StepDetail::isTool).sorted(BY_START).toList()) {
      String tool = step.tool();
      byTool.computeIfAbsent(tool == null ? step.name() : tool, t -> new ArrayList<>()).add(step);
    }
    return byTool;
  }

  static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }

  static List<Long> ids(List<StepDetail> steps) {
    return steps.stream().map(StepDetail::spanId).limit(MAX_SPAN_IDS).toList();
  }

  /// How many span ids a finding names.
  private static final int MAX_SPAN_IDS = 20;
}
