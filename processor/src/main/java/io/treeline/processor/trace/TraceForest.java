package io.treeline.processor.trace;

import io.treeline.model.TraceId;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.SpanFacts;
import java.util.Collection;
import java.util.List;

/// The spans of a trace in their places, divided into runs.
///
/// Logs join their spans, spans find their parents, what has no agent meaning is contracted onto
/// the step that caused it, and what is left is split into runs. `size` is one more than the
/// largest index of a span.
public record TraceForest(List<RunSpans> runs, int size) {
  public TraceForest {
    runs = List.copyOf(runs);
  }

  /// @param spans the winning version of each span, in any order
  /// @param logs the trace's log records, in any order
  public static TraceForest grow(
      TraceId traceId, Collection<SpanFacts> spans, Collection<LogFacts> logs) {
    List<TraceSpan> placed = ParentLinks.link(traceId, SpanJoin.join(spans, logs));
    GraphAgents.name(placed);
    LeafAgents.adopt(placed);
    ToolAgents.adopt(placed);
    List<TraceSpan> preorder = Contraction.contract(placed);
    TwinSteps.collapse(preorder);
    return new TraceForest(RunSplitter.split(preorder), placed.size());
  }
}
