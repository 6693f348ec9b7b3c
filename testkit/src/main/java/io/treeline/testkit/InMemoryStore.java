package io.treeline.testkit;

import io.treeline.model.AgentTree;
import io.treeline.model.Claim;
import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.RunState;
import io.treeline.model.Session;
import io.treeline.model.TraceId;
import io.treeline.model.TraceView;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Forget;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.read.ListedTree;
import io.treeline.model.store.IndexedChunk;
import io.treeline.model.store.Journal;
import io.treeline.model.store.RunFilter;
import io.treeline.model.store.RunTree;
import io.treeline.model.store.SessionFold;
import io.treeline.model.store.SpanReader;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.StoreStats;
import io.treeline.model.store.StoredChunk;
import io.treeline.model.store.TraceIndex;
import io.treeline.model.store.TreeStore;
import io.treeline.model.store.ViewStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// All store ports over plain collections, with switches that make them fail. Safe for any number
/// of threads; visitors run outside of the lock, over a copy.
public final class InMemoryStore implements Journal, SpanReader, ViewStore, TreeStore {
  private static final Comparator<Run> NEWEST_FIRST =
      Comparator.comparingLong(Run::startUnixNanos)
          .reversed()
          .thenComparing(run -> run.id().traceId())
          .thenComparing(run -> run.id().rootSpanId(), Long::compareUnsigned);

  private final List<StoredChunk> log = new ArrayList<>();
  private final Map<TraceId, TraceView> views = new HashMap<>();
  private final Map<TraceId, List<AgentTree>> trees = new HashMap<>();
  private final List<String> deadLetters = new ArrayList<>();
  private final Set<TraceId> partial = new HashSet<>();
  private final Set<TraceId> forgotten = new HashSet<>();
  private final Set<TraceId> stale = new LinkedHashSet<>();
  private int bucket = 1;
  private int firstBucket = 1;
  private long lastSequence;
  private long cursor;
  private int appends;
  private int traceReads;
  private int applies;
  private @Nullable RefusalReason appendFailure;
  private @Nullable RefusalReason readFailure;
  private @Nullable RefusalReason applyFailure;
  private Runnable beforeAppend = () -> {};

  /// Makes appends fail with that reason; null ends it.
  public synchronized void failAppends(@Nullable RefusalReason reason) {
    appendFailure = reason;
  }

  /// Makes reads of traces fail with that reason; null ends it.
  public synchronized void failTraceReads(@Nullable RefusalReason reason) {
    readFailure = reason;
  }

  /// Makes writes of views fail with that reason; null ends it.
  public synchronized void failApplies(@Nullable RefusalReason reason) {
    applyFailure = reason;
  }

  /// Lets what is appended from now on lie in the next bucket.
  public synchronized void openBucket() {
    bucket++;
  }

  /// Drops what lies in the oldest bucket, as retention does.
  public synchronized void dropBucket() {
    Set<TraceId> cut = new LinkedHashSet<>();
    log.stream()
        .filter(stored -> stored.bucket() == firstBucket)
        .forEach(stored -> cut.add(stored.chunk().traceId()));
    log.removeIf(stored -> stored.bucket() == firstBucket);
    views.values().removeIf(view -> view.bucket() == firstBucket);
    firstBucket++;
    for (TraceId traceId : cut) {
      if (firstChunk(traceId) != null) {
        partial.add(traceId);
        stale.add(traceId);
      }
    }
  }

  /// Runs on the journal's thread before each append, outside of the lock.
  public synchronized void beforeAppend(Runnable action) {
    beforeAppend = action;
  }

  @Override
  public long append(List<Chunk> chunks) {
    if (chunks.isEmpty()) {
      throw new IllegalArgumentException("nothing to append");
    }
    Runnable before;
    synchronized (this) {
      before = beforeAppend;
    }
    before.run();
    synchronized (this) {
      fail(appendFailure);
      appends++;
      long first = lastSequence + 1;
      for (Chunk chunk : chunks) {
        lastSequence++;
        if (!chunk.kind().isOfTrace() || !forgotten.contains(chunk.traceId())) {
          log.add(new StoredChunk(lastSequence, bucket, chunk));
        }
        if (chunk.kind() == ChunkKind.FORGET) {
          forget(Forget.traces(chunk.payload()));
        }
      }
      return first;
    }
  }

  private void forget(List<TraceId> traces) {
    forgotten.addAll(traces);
    log.removeIf(stored -> traces.contains(stored.chunk().traceId()));
    views.keySet().removeAll(traces);
    stale.removeAll(traces);
  }

  @Override
  public synchronized boolean isForgotten(TraceId traceId) {
    return forgotten.contains(traceId);
  }

  @Override
  public synchronized void deadLetter(long sequence, String reason) {
    deadLetters.add(sequence + ": " + reason);
  }

  @Override
  public synchronized long lastSequence() {
    return lastSequence;
  }

  @Override
  public void readLog(long fromSequence, LogVisitor visitor) {
    for (StoredChunk stored : chunks()) {
      if (stored.sequence() >= fromSequence && !visitor.visit(stored)) {
        return;
      }
    }
  }

  @Override
  public synchronized TraceIndex index(TraceId traceId) {
    fail(readFailure);
    return new TraceIndex(traceId, chunksOf(traceId).stream().map(InMemoryStore::indexed).toList());
  }

  @Override
  public void visitTrace(TraceId traceId, ChunkVisitor visitor) {
    List<StoredChunk> chunks;
    synchronized (this) {
      fail(readFailure);
      traceReads++;
      chunks = chunksOf(traceId);
    }
    for (StoredChunk stored : chunks) {
      if (visitor.wants(indexed(stored)) && !visitor.visit(stored)) {
        return;
      }
    }
  }

  private synchronized List<StoredChunk> chunksOf(TraceId traceId) {
    return log.stream().filter(stored -> stored.chunk().traceId().equals(traceId)).toList();
  }

  private static IndexedChunk indexed(StoredChunk stored) {
    return new IndexedChunk(
        stored.sequence(), stored.bucket(), stored.chunk().kind(), stored.chunk().entries());
  }

  @Override
  public synchronized @Nullable Place firstChunk(TraceId traceId) {
    fail(readFailure);
    return log.stream()
        .filter(stored -> stored.chunk().traceId().equals(traceId))
        .findFirst()
        .map(stored -> new Place(stored.sequence(), stored.bucket()))
        .orElse(null);
  }

  @Override
  public synchronized int firstBucket() {
    return firstBucket;
  }

  @Override
  public synchronized boolean isPartial(TraceId traceId) {
    return partial.contains(traceId);
  }

  @Override
  public synchronized List<TraceId> staleTraces(int atMost) {
    return stale.stream().limit(atMost).toList();
  }

  @Override
  public void scanTraces(TraceVisitor visitor) {
    Map<TraceId, List<IndexedChunk>> traces = new LinkedHashMap<>();
    for (StoredChunk stored : chunks()) {
      traces
          .computeIfAbsent(stored.chunk().traceId(), id -> new ArrayList<>())
          .add(indexed(stored));
    }
    for (Map.Entry<TraceId, List<IndexedChunk>> trace : traces.entrySet()) {
      if (!visitor.visit(new TraceIndex(trace.getKey(), trace.getValue()))) {
        return;
      }
    }
  }

  @Override
  public synchronized StoreStats stats() {
    long bytes = log.stream().mapToLong(stored -> stored.chunk().payload().length).sum();
    long oldest = log.isEmpty() ? 0 : log.getFirst().chunk().arrivalUnixNanos();
    return new StoreStats(
        "memory",
        "none",
        1,
        bytes,
        Map.of(),
        log.size(),
        bytes,
        bytes,
        bucket - firstBucket + 1,
        lastSequence,
        cursor,
        oldest,
        StoreStats.Dropped.NOTHING);
  }

  @Override
  public synchronized long cursor() {
    return cursor;
  }

  @Override
  public synchronized void apply(List<TraceView> changes, long newCursor) {
    fail(applyFailure);
    applies++;
    for (TraceView change : changes) {
      stale.remove(change.traceId());
      boolean empty =
          forgotten.contains(change.traceId())
              || change.runs().isEmpty() && change.claims().isEmpty();
      if (empty || change.bucket() < firstBucket) {
        views.remove(change.traceId());
      } else {
        views.put(change.traceId(), change);
      }
    }
    cursor = newCursor;
  }

  @Override
  public synchronized void put(TraceId traceId, int treeBucket, List<AgentTree> newTrees) {
    if (newTrees.isEmpty() || treeBucket < firstBucket) {
      trees.remove(traceId);
    } else {
      trees.put(traceId, newTrees);
    }
  }

  @Override
  public <T> @Nullable T read(TraceId traceId, Function<List<RunTree>, T> use) {
    List<AgentTree> kept;
    synchronized (this) {
      kept = trees.get(traceId);
    }
    return kept == null ? null : use.apply(kept.stream().<RunTree>map(ListedTree::new).toList());
  }

  @Override
  public synchronized List<Run> runsOfTrace(TraceId traceId) {
    TraceView view = views.get(traceId);
    return view == null ? List.of() : view.runs();
  }

  @Override
  public synchronized List<Claim> claims(long responseHash) {
    return views.values().stream()
        .flatMap(view -> view.claims().stream())
        .filter(claim -> claim.responseHash() == responseHash)
        .toList();
  }

  @Override
  public synchronized List<Claim> foreignClaims(TraceId traceId) {
    TraceView view = views.get(traceId);
    return view == null ? List.of() : view.foreign();
  }

  @Override
  public synchronized @Nullable Run run(RunId id) {
    for (Run run : runsOfTrace(id.traceId())) {
      if (run.id().equals(id) || run.aliases().contains(id.toString())) {
        return run;
      }
    }
    return null;
  }

  @Override
  public void scanRuns(RunFilter filter, @Nullable RunPosition after, RunVisitor visitor) {
    for (Run run : newestFirst()) {
      if ((after == null || isAfter(run, after)) && !visitor.visit(run)) {
        return;
      }
    }
  }

  @Override
  public synchronized long countRuns() {
    return newestFirst().size();
  }

  @Override
  public synchronized List<Run> openRuns() {
    return newestFirst().stream()
        .filter(run -> run.state() == RunState.RUNNING || run.state() == RunState.STALLED)
        .toList();
  }

  @Override
  public @Nullable Session session(String sessionId) {
    SessionFold fold = sessionFold(sessionId);
    return fold == null ? null : fold.toSession(sessionId);
  }

  @Override
  public @Nullable SessionFold sessionFold(String sessionId) {
    return folds().get(sessionId);
  }

  @Override
  public void scanSessions(@Nullable SessionPosition after, SessionVisitor visitor) {
    Comparator<Map.Entry<String, SessionFold>> order =
        Comparator.comparingLong(
            (Map.Entry<String, SessionFold> row) -> -row.getValue().lastUnixNanos());
    List<Map.Entry<String, SessionFold>> rows =
        folds().entrySet().stream().sorted(order.thenComparing(Map.Entry::getKey)).toList();
    for (Map.Entry<String, SessionFold> row : rows) {
      if ((after == null || isAfter(row, after)) && !visitor.visit(row.getKey(), row.getValue())) {
        return;
      }
    }
  }

  @Override
  public synchronized long countSessions() {
    return folds().size();
  }

  /// Everything in the log.
  public synchronized List<StoredChunk> chunks() {
    return List.copyOf(log);
  }

  public synchronized List<String> deadLetters() {
    return List.copyOf(deadLetters);
  }

  /// How many batches were appended.
  public synchronized int appends() {
    return appends;
  }

  /// How often a trace was read.
  public synchronized int traceReads() {
    return traceReads;
  }

  /// How often views were written.
  public synchronized int applies() {
    return applies;
  }

  private synchronized List<Run> newestFirst() {
    return views.values().stream()
        .flatMap(view -> view.runs().stream())
        .sorted(NEWEST_FIRST)
        .toList();
  }

  private synchronized Map<String, SessionFold> folds() {
    Map<String, SessionFold> folds = new TreeMap<>();
    for (TraceView view : views.values()) {
      Map<String, List<Run>> bySession = new HashMap<>();
      for (Run run : view.runs()) {
        bySession.computeIfAbsent(run.context().sessionId(), id -> new ArrayList<>()).add(run);
      }
      bySession.forEach((id, runs) -> folds.computeIfAbsent(id, k -> new SessionFold()).add(runs));
    }
    return folds;
  }

  private static boolean isAfter(Run run, RunPosition after) {
    if (run.startUnixNanos() != after.startUnixNanos()) {
      return run.startUnixNanos() < after.startUnixNanos();
    }
    int byTrace = run.id().traceId().compareTo(after.id().traceId());
    return byTrace > 0
        || byTrace == 0 && Long.compareUnsigned(run.id().rootSpanId(), after.id().rootSpanId()) > 0;
  }

  private static boolean isAfter(Map.Entry<String, SessionFold> row, SessionPosition after) {
    long last = row.getValue().lastUnixNanos();
    return last < after.lastUnixNanos()
        || last == after.lastUnixNanos() && row.getKey().compareTo(after.sessionId()) > 0;
  }

  private static void fail(@Nullable RefusalReason reason) {
    if (reason != null) {
      throw new StoreException(reason, "made to fail");
    }
  }
}
