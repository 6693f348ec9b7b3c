package io.treeline.processor.tree;

import io.treeline.model.Step;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.findings.StepDetail;
import io.treeline.processor.trace.RunSpans;
import io.treeline.processor.trace.TraceSpan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts beside each step of a run what the rules of findings need to know about it.
final class RunDetails {
  private RunDetails() {}

  /// @param steps the records of `run.steps()`, in the same order
  static List<StepDetail> of(RunSpans run, List<Step> steps, Charges charges) {
    Set<TraceSpan> explained = explained(run);
    List<StepDetail> details = new ArrayList<>(steps.size());
    for (int i = 0; i < steps.size(); i++) {
      TraceSpan span = run.steps().get(i);
      Call call = charges.call(span);
      Fields fields = call == null ? span.fields() : call.fields();
      details.add(
          new StepDetail(
              steps.get(i),
              span.isError() && !explained.contains(span),
              either(fields, Field.TOOL_ARGUMENTS, Field.INPUT_VALUE),
              either(fields, Field.TOOL_RESULT, Field.OUTPUT_VALUE),
              Math.max(0, fields.count(Field.RESEND_COUNT))));
    }
    return details;
  }

  private static @Nullable String either(Fields fields, Field first, Field second) {
    return fields.has(first) ? fields.text(first) : fields.text(second);
  }

  /// The steps that a failed step below them explains.
  private static Set<TraceSpan> explained(RunSpans run) {
    Set<TraceSpan> explained = new HashSet<>();
    for (TraceSpan step : run.steps().reversed()) {
      TraceSpan owner = step.owner();
      if (owner != null && (step.isError() || explained.contains(step))) {
        explained.add(owner);
      }
    }
    return explained;
  }
}
