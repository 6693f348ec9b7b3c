package io.treeline.processor.read;

import io.treeline.model.Run;
import io.treeline.model.Session;
import io.treeline.model.TraceId;
import io.treeline.model.read.DialectInfo;
import io.treeline.model.read.Page;
import io.treeline.model.read.RunLookup;
import io.treeline.model.read.RunQuery;
import io.treeline.model.read.RunReader;
import io.treeline.model.read.SessionQuery;
import io.treeline.model.read.SpanDetail;
import io.treeline.model.read.StepQuery;
import io.treeline.model.store.SpanReader;
import io.treeline.model.store.SpanReader.ChunkVisitor;
import io.treeline.model.store.SpanReader.TraceVisitor;
import io.treeline.model.store.StoreStats;
import io.treeline.model.store.TraceIndex;
import io.treeline.processor.view.Interpreter;
import io.treeline.processor.view.LiveTrace;
import io.treeline.processor.view.LiveViews;
import io.treeline.processor.view.TimeSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The read model over a store and what is newer in memory.
///
/// Lists answer from views; a run asked for by id is assembled from its stored chunks, so it shows
/// every acknowledged span at once. A large one is read in pages, as it was last assembled.
public final class StoreRunReader implements RunReader {
  private final SpanReader spans;
  private final BudgetedSpans chunks;
  private final LiveViews live;
  private final TimeSource time;
  private final RunLists runs;
  private final SessionLists sessions;
  private final TreeFinder trees;
  private final Interpreter interpreter;

  public StoreRunReader(ReadParts parts) {
    spans = parts.spans();
    chunks = new BudgetedSpans(spans, parts.budget());
    interpreter = parts.interpreter();
    live = parts.live();
    time = parts.time();
    runs = new RunLists(parts.store());
    sessions = new SessionLists(parts.store());
    trees = new TreeFinder(parts);
  }

  @Override
  public Page<Run> runs(RunQuery query) {
    long asOf = time.unixNanos();
    long behind = behind();
    RunLists.Runs page = live.consistently(unflushed -> runs.list(query, kept(unflushed)));
    return new Page<>(
        page.rows(), page.total(), page.totalIsLowerBound(), page.nextCursor(), asOf, behind);
  }

  @Override
  public RunLookup find(String id, StepQuery steps) {
    return trees.find(id, steps);
  }

  @Override
  public @Nullable SpanDetail span(@Nullable TraceId traceId, long spanId) {
    return trees.span(traceId, spanId);
  }

  @Override
  public List<DialectInfo> dialects() {
    return interpreter.reader().dialects();
  }

  @Override
  public Page<Session> sessions(SessionQuery query) {
    long asOf = time.unixNanos();
    long behind = behind();
    SessionLists.Sessions page =
        live.consistently(unflushed -> sessions.list(query, kept(unflushed)));
    return new Page<>(page.rows(), page.total(), false, page.nextCursor(), asOf, behind);
  }

  @Override
  public @Nullable Session session(String sessionId) {
    return live.consistently(unflushed -> sessions.session(sessionId, kept(unflushed)));
  }

  /// Without traces whose views lie in a dropped bucket: the store has not theirs any more either.
  private Map<TraceId, LiveTrace> kept(Map<TraceId, LiveTrace> unflushed) {
    int first = spans.firstBucket();
    if (unflushed.values().stream().allMatch(trace -> trace.view().bucket() >= first)) {
      return unflushed;
    }
    Map<TraceId, LiveTrace> kept = new HashMap<>(unflushed);
    kept.values().removeIf(trace -> trace.view().bucket() < first);
    return kept;
  }

  @Override
  public TraceIndex index(TraceId traceId) {
    return spans.index(traceId);
  }

  @Override
  public void visitTrace(TraceId traceId, ChunkVisitor visitor) {
    chunks.visitTrace(traceId, visitor);
  }

  @Override
  public void scanTraces(TraceVisitor visitor) {
    spans.scanTraces(visitor);
  }

  @Override
  public StoreStats stats() {
    return spans.stats();
  }

  @Override
  public long behind() {
    return Math.max(0, spans.lastSequence() - live.reflectedChunks());
  }
}
