package io.treeline.processor.tree;

import io.treeline.model.DataQualityNote;
import io.treeline.processor.trace.RunSpans;
import io.treeline.processor.trace.TraceSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Notes on why a run's numbers may say less, or something else, than what happened.
final class DataQuality {
  /// How many span ids a note names.
  static final int MAX_SPAN_IDS = 10;

  /// A child may start this much before its parent without its clock being called wrong.
  static final long SKEW_TOLERANCE_NANOS = 5_000_000;

  private DataQuality() {}

  static List<DataQualityNote> of(
      RunSpans run, Charges charges, RunContexts.Resolved context, AssemblyInput input) {
    List<DataQualityNote> notes = new ArrayList<>();
    note(notes, "MISSING_PARENT", run.spans(), span -> isOrphan(span));
    note(notes, "CYCLE", run.spans(), TraceSpan::isOnParentCycle);
    note(notes, "CLOCK_SKEW", run.spans(), DataQuality::isSkewed);
    note(notes, "USAGE_MISMATCH", run.steps(), charges.mismatched()::contains);
    note(notes, "DUP_INSTRUMENTATION", run.steps(), charges.repeated()::contains);
    note(notes, "CHARGED_ELSEWHERE", run.steps(), charges.elsewhere()::containsKey);
    note(notes, "UNPRICED", run.steps(), step -> isUnpriced(step, charges));
    note(notes, "BAD_SCORE", context.scores().unsound());
    note(notes, "TOO_MANY_SCORES", context.scores().leftOut());
    if (context.sessionConflict()) {
      notes.add(new DataQualityNote("SESSION_CONFLICT", 1, List.of(run.root().id())));
    }
    if (input.partial()) {
      notes.add(new DataQualityNote("PARTIAL", 1, List.of(run.root().id())));
    }
    if (input.leftOut() > 0) {
      notes.add(new DataQualityNote("TOO_LARGE", input.leftOut(), List.of(run.root().id())));
    }
    return List.copyOf(notes);
  }

  private static void note(
      List<DataQualityNote> notes,
      String code,
      List<TraceSpan> spans,
      Predicate<TraceSpan> concerned) {
    List<Long> ids =
        spans.stream().filter(concerned).sorted(TraceSpan.ORDER).map(span -> span.id()).toList();
    note(notes, code, ids);
  }

  private static void note(List<DataQualityNote> notes, String code, List<Long> ids) {
    if (!ids.isEmpty()) {
      notes.add(
          new DataQualityNote(
              code, ids.size(), ids.subList(0, Math.min(MAX_SPAN_IDS, ids.size()))));
    }
  }

  private static boolean isOrphan(TraceSpan span) {
    TraceSpan parent = span.parent();
    return parent != null && parent.isPlaceholder();
  }

  private static boolean isSkewed(TraceSpan span) {
    boolean endsBeforeStart = span.isClosed() && span.endNanos() < span.startNanos();
    TraceSpan parent = span.parent();
    return endsBeforeStart
        || (parent != null
            && !parent.isPlaceholder()
            && span.startNanos() < parent.startNanos() - SKEW_TOLERANCE_NANOS);
  }

  private static boolean isUnpriced(TraceSpan step, Charges charges) {
    Call call = charges.call(step);
    return call != null && call.isUnpriced();
  }
}
