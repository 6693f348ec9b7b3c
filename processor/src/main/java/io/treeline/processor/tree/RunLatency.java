package io.treeline.processor.tree;

import io.treeline.model.Latency;
import io.treeline.model.StepKind;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.trace.RunSpans;
import io.treeline.processor.trace.TraceSpan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the time of a run went.
///
/// A call or tool has the time that nothing timed inside it takes: an agent used as a tool costs
/// its own calls and tools, not the tool that started it. Parallel calls count once.
final class RunLatency {
  private final RunSpans run;
  private final Charges charges;
  private final Map<TraceSpan, Intervals> holes = new HashMap<>();

  private RunLatency(RunSpans run, Charges charges) {
    this.run = run;
    this.charges = charges;
  }

  static Latency of(RunSpans run, Charges charges) {
    RunLatency latency = new RunLatency(run, charges);
    latency.findHoles();
    Intervals llm = latency.own(false);
    Intervals tool = latency.own(true);
    Intervals both = new Intervals();
    both.addAll(llm);
    both.addAll(tool);
    TraceSpan root = run.root();
    long total = root.isClosed() ? root.durationNanos() : Latency.UNKNOWN;
    long other =
        root.isClosed()
            ? total - both.covered(root.startNanos(), root.startNanos() + total)
            : Latency.UNKNOWN;
    return new Latency(total, llm.covered(), tool.covered(), other, latency.toFirstToken());
  }

  private void findHoles() {
    Map<TraceSpan, TraceSpan> enclosing = new HashMap<>();
    for (TraceSpan step : run.steps()) {
      TraceSpan owner = step.owner();
      TraceSpan around = owner == null ? null : isTimed(owner) ? owner : enclosing.get(owner);
      if (around != null) {
        enclosing.put(step, around);
      }
      if (around != null && isTimed(step)) {
        holes.computeIfAbsent(around, s -> new Intervals()).add(step.startNanos(), step.endNanos());
      }
    }
  }

  private boolean isTimed(TraceSpan step) {
    return step.isClosed() && (isCall(step) || isTool(step) || step.kind() == StepKind.AGENT);
  }

  private boolean isCall(TraceSpan step) {
    return step.kind().isBilled() && charges.call(step) != null;
  }

  private static boolean isTool(TraceSpan step) {
    return step.kind() == StepKind.TOOL;
  }

  private Intervals own(boolean tools) {
    Intervals own = new Intervals();
    Intervals none = new Intervals();
    for (TraceSpan step : run.steps()) {
      if (step.isClosed() && (tools ? isTool(step) : isCall(step))) {
        own.addWithout(step.startNanos(), step.endNanos(), holes.getOrDefault(step, none));
      }
    }
    return own;
  }

  /// From the start of the run to the first token of the first call that reports one.
  private long toFirstToken() {
    Call first = firstStreamed(run.steps());
    if (first == null) {
      return Latency.UNKNOWN;
    }
    long wait = first.fields().count(Field.TIME_TO_FIRST_TOKEN_NANOS);
    return Math.max(0, first.span().startNanos() - run.root().startNanos()) + wait;
  }

  private @Nullable Call firstStreamed(List<TraceSpan> steps) {
    Call first = null;
    for (TraceSpan step : steps) {
      Call call = charges.call(step);
      boolean streamed =
          call != null && call.fields().count(Field.TIME_TO_FIRST_TOKEN_NANOS) != Fields.ABSENT;
      if (streamed && (first == null || TraceSpan.ORDER.compare(step, first.span()) < 0)) {
        first = call;
      }
    }
    return first;
  }
}
