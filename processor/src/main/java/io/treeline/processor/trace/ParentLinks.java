package io.treeline.processor.trace;

import io.treeline.model.SpanId;
import io.treeline.model.TraceId;
import io.treeline.processor.facts.SpanLink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts every span under its parent, whatever the wire says: the result is always a forest.
///
/// A missing parent becomes a placeholder that keeps its children together. A span that is its own
/// parent, or whose parent id is half of the trace id, is a root. A span without a parent that
/// links to steps of the same trace belongs below the earliest of them (workflow executors); links
/// to plumbing are context only (MCP servers link the HTTP request around them). A cycle is cut at
/// the span that starts earliest.
final class ParentLinks {
  private final Map<Long, TraceSpan> byId;
  private final List<TraceSpan> spans;
  private final TraceId traceId;

  private ParentLinks(TraceId traceId, List<TraceSpan> seen) {
    this.traceId = traceId;
    this.spans = new ArrayList<>(seen);
    this.byId = HashMap.newHashMap(seen.size());
    seen.forEach(span -> byId.put(span.id(), span));
  }

  /// All spans with their places, placeholders included, in order and numbered.
  static List<TraceSpan> link(TraceId traceId, List<TraceSpan> seen) {
    ParentLinks links = new ParentLinks(traceId, seen);
    links.addPlaceholders();
    links.point();
    links.cutCycles();
    return links.place();
  }

  private void addPlaceholders() {
    // Spans come in order, so the first orphan gives the earliest start.
    for (TraceSpan span : List.copyOf(spans)) {
      if (hasParent(span) && !byId.containsKey(span.wireParentId())) {
        TraceSpan missing = TraceSpan.placeholder(span.wireParentId(), span.startNanos());
        byId.put(missing.id(), missing);
        spans.add(missing);
      }
    }
    spans.sort(TraceSpan.ORDER);
    int position = 0;
    for (TraceSpan span : spans) {
      span.number(position++);
    }
  }

  private boolean hasParent(TraceSpan span) {
    long parent = span.wireParentId();
    if (parent == SpanId.NONE) {
      return false;
    }
    boolean isTraceId = parent == traceId.low() || parent == traceId.high();
    return !isTraceId || byId.containsKey(parent);
  }

  private void point() {
    for (TraceSpan span : spans) {
      TraceSpan parent = hasParent(span) ? byId.get(span.wireParentId()) : linked(span);
      if (parent == span) {
        span.cutFromCycle();
      } else if (parent != null) {
        span.pointTo(parent);
      }
    }
  }

  private @Nullable TraceSpan linked(TraceSpan span) {
    TraceSpan earliest = null;
    for (SpanLink link : span.facts() == null ? List.<SpanLink>of() : span.facts().links()) {
      TraceSpan known = link.traceId().equals(traceId) ? byId.get(link.spanId()) : null;
      if (known != null
          && known.kind().isMeaningful()
          && TraceSpan.ORDER.compare(known, span) < 0
          && (earliest == null || TraceSpan.ORDER.compare(known, earliest) < 0)) {
        earliest = known;
      }
    }
    return earliest;
  }

  private void cutCycles() {
    int[] walkOf = new int[spans.size()];
    for (TraceSpan start : spans) {
      int walk = start.index() + 1;
      TraceSpan span = start;
      while (span != null && walkOf[span.index()] == 0) {
        walkOf[span.index()] = walk;
        span = span.parent();
      }
      if (span != null && walkOf[span.index()] == walk) {
        earliestOnCycle(span).cutFromCycle();
      }
    }
  }

  private static TraceSpan earliestOnCycle(TraceSpan member) {
    TraceSpan earliest = member;
    for (TraceSpan s = member.parent(); s != null && s != member; s = s.parent()) {
      if (TraceSpan.ORDER.compare(s, earliest) < 0) {
        earliest = s;
      }
    }
    return earliest;
  }

  private List<TraceSpan> place() {
    for (TraceSpan span : spans) {
      TraceSpan parent = span.parent();
      if (parent != null) {
        span.putUnder(parent);
      }
    }
    return spans;
  }
}
