package io.treeline.processor.tree;

import io.treeline.model.LlmCall;
import io.treeline.model.Step;
import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.Output;
import io.treeline.processor.findings.StepDetail;
import io.treeline.processor.trace.RunSpans;
import io.treeline.processor.trace.TraceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts beside each step of a run what the rules of findings need to know about it.
final class RunDetails {
  private final StepPricer pricer;
  private final Charges charges;
  private final Set<TraceSpan> explained = new HashSet<>();

  /// The worst HTTP status and the resends of the infrastructure below a step, by step.
  private final Map<TraceSpan, Fields> requests = new HashMap<>();

  private RunDetails(StepPricer pricer, Charges charges) {
    this.pricer = pricer;
    this.charges = charges;
  }

  /// @param steps the records of `run.steps()`, in the same order
  static List<StepDetail> of(RunSpans run, List<Step> steps, Charges charges, StepPricer pricer) {
    RunDetails details = new RunDetails(pricer, charges);
    details.explain(run);
    details.findRequests(run);
    List<StepDetail> all = new ArrayList<>(steps.size());
    for (int i = 0; i < steps.size(); i++) {
      all.add(details.detail(run.steps().get(i), steps.get(i)));
    }
    return all;
  }

  private StepDetail detail(TraceSpan span, Step step) {
    Call call = charges.shown(span);
    Fields fields = call == null ? span.fields() : call.fields();
    Output output = call == null ? span.output() : call.output();
    return new StepDetail(
        step,
        span.isError() && !explained.contains(span),
        either(fields, Field.TOOL_ARGUMENTS, Field.INPUT_VALUE),
        either(fields, Field.TOOL_RESULT, Field.OUTPUT_VALUE),
        output.text(),
        output.toolCallIds(),
        fields.text(Field.GUARDRAIL_VERDICT),
        numbers(span, step, fields));
  }

  private StepDetail.Numbers numbers(TraceSpan span, Step step, Fields own) {
    Fields fields = own.orElse(requests.getOrDefault(span, Fields.NONE));
    return new StepDetail.Numbers(
        fields.count(Field.RESEND_COUNT),
        fields.count(Field.HTTP_STATUS),
        fields.count(Field.MAX_TOKENS),
        contextWindow(step));
  }

  private long contextWindow(Step step) {
    return step instanceof LlmCall call && call.model() != null && call.tokens().isPresent()
        ? pricer.contextWindow(call.provider(), call.model())
        : TokenUsage.UNKNOWN;
  }

  private static @Nullable String either(Fields fields, Field first, Field second) {
    return fields.has(first) ? fields.text(first) : fields.text(second);
  }

  /// The steps that a failed step below them explains.
  private void explain(RunSpans run) {
    for (TraceSpan step : run.steps().reversed()) {
      TraceSpan owner = step.owner();
      if (owner != null && (step.isError() || explained.contains(step))) {
        explained.add(owner);
      }
    }
  }

  private void findRequests(RunSpans run) {
    for (TraceSpan span : run.spans()) {
      TraceSpan owner = span.owner();
      boolean isRequest =
          span.isContracted()
              && owner != null
              && (span.fields().has(Field.HTTP_STATUS) || span.fields().has(Field.RESEND_COUNT));
      if (isRequest) {
        requests.merge(owner, span.fields(), RunDetails::worse);
      }
    }
  }

  private static Fields worse(Fields a, Fields b) {
    return b.count(Field.HTTP_STATUS) > a.count(Field.HTTP_STATUS) ? b.orElse(a) : a.orElse(b);
  }
}
