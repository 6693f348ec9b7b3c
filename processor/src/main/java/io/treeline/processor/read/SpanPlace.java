package io.treeline.processor.read;

import io.treeline.model.RunId;
import io.treeline.model.Score;
import io.treeline.model.SpanId;
import io.treeline.model.Step;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.store.IndexedChunk;
import io.treeline.model.store.RunTree;
import io.treeline.model.store.TraceIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a span of a trace is found: the run it belongs to, null when that cannot be told, and its
/// step, null when it is none.
///
/// A span that is no step belongs to the run of the nearest step above it; the only run has all.
record SpanPlace(boolean isKnown, @Nullable RunTree tree, @Nullable Step step) {

  /// The place of a span that the trace does not have.
  private static final SpanPlace NOWHERE = new SpanPlace(false, null, null);

  /// @param all the trace's runs
  static SpanPlace find(long spanId, TraceIndex trace, List<RunTree> all) {
    Map<Long, Integer> above = waysUp(spanId, parents(trace));
    if (above.isEmpty()) {
      return NOWHERE;
    }
    Nearest nearest = new Nearest(above);
    all.forEach(nearest::look);
    boolean isStep = nearest.step != null && nearest.step.header().spanId() == spanId;
    RunTree only = all.size() == 1 ? all.getFirst() : null;
    return new SpanPlace(
        true, nearest.tree == null ? only : nearest.tree, isStep ? nearest.step : null);
  }

  @Nullable RunId runId() {
    return tree == null ? null : tree.run().id();
  }

  /// The scores of the run that are about a span.
  List<Score> scores(long spanId) {
    return tree == null
        ? List.of()
        : tree.run().context().scores().stream().filter(s -> s.spanId() == spanId).toList();
  }

  /// The parent on the wire of each span, as its winning version has it.
  private static Map<Long, ChunkEntry> parents(TraceIndex trace) {
    Map<Long, ChunkEntry> winners = new HashMap<>();
    for (IndexedChunk chunk : trace.chunks()) {
      if (chunk.kind() == ChunkKind.SPANS) {
        for (ChunkEntry entry : chunk.entries()) {
          winners.merge(entry.spanId(), entry, (old, next) -> next.supersedes(old) ? next : old);
        }
      }
    }
    return winners;
  }

  /// The span and those above it, each with how far up it is; empty when it is unknown.
  private static Map<Long, Integer> waysUp(long spanId, Map<Long, ChunkEntry> winners) {
    Map<Long, Integer> above = new HashMap<>();
    ChunkEntry span = winners.get(spanId);
    while (span != null && above.putIfAbsent(span.spanId(), above.size()) == null) {
      long parent = span.parentSpanId();
      span = winners.get(parent);
      if (span == null && parent != SpanId.NONE) {
        above.putIfAbsent(parent, above.size());
      }
    }
    return above;
  }

  /// The step nearest above a span, among all steps of all runs.
  private static final class Nearest {
    private final Map<Long, Integer> above;
    private int ways = Integer.MAX_VALUE;
    private @Nullable RunTree tree;
    private @Nullable Step step;

    Nearest(Map<Long, Integer> above) {
      this.above = above;
    }

    void look(RunTree run) {
      run.visit(
          0,
          (position, candidate, below) -> {
            Integer away = above.get(candidate.header().spanId());
            if (away != null && away < ways) {
              ways = away;
              tree = run;
              step = candidate;
            }
            return ways > 0;
          });
    }
  }
}
