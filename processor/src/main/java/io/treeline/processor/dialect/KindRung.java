package io.treeline.processor.dialect;

import io.treeline.model.StepKind;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One rung of the kind ladder on one attribute: its values and what they say the span is.
///
/// The lowest `order` that has a verdict decides; `rule` says which one that was. Values are
/// compared without case and quotes, up to the first space (AI SDK appends the function id). With
/// `dialects` it counts only on spans that speak one of them.
record KindRung(
    int order, Map<String, Verdict> values, @Nullable Verdict any, long dialects, String rule) {

  /// What a value says. With `needsName` an agent that nothing names is a workflow; with
  /// `workflowAtRoot` a step without a parent is a workflow.
  record Verdict(StepKind kind, boolean needsName, boolean workflowAtRoot) {}

  /// A rung on the span's name.
  record OfName(int order, Glob pattern, Verdict verdict, long dialects, String rule) {}

  @Nullable Verdict verdict(String value) {
    Verdict exact = values.get(value);
    if (exact != null) {
      return exact;
    }
    Verdict normal = values.get(normalise(value));
    return normal == null ? any : normal;
  }

  static String normalise(String value) {
    String bare = value.strip();
    if (bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"")) {
      bare = bare.substring(1, bare.length() - 1);
    }
    int space = bare.indexOf(' ');
    return (space < 0 ? bare : bare.substring(0, space)).toLowerCase(Locale.ROOT);
  }
}
