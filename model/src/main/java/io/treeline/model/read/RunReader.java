package io.treeline.model.read;

import io.treeline.model.Run;
import io.treeline.model.Session;
import io.treeline.model.TraceId;
import io.treeline.model.store.SpanReader.ChunkVisitor;
import io.treeline.model.store.SpanReader.TraceVisitor;
import io.treeline.model.store.StoreStats;
import io.treeline.model.store.TraceIndex;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers what people ask about runs and sessions; merges the store with what is open in memory.
///
/// Safe for any number of threads. Throws `IllegalArgumentException` for a malformed cursor and
/// `StoreException` when the disk does not answer, or when other reads take all the memory there is
/// for reading.
public interface RunReader {

  Page<Run> runs(RunQuery query);

  /// Finds a run by its id, an alias of it, its trace id, or the id of any span in it (32 hex
  /// digits, `trace-span`, or 16 hex digits of a span in a trace that is open or recent), with the
  /// steps asked for. A small trace shows every acknowledged span; a large one is as its views are.
  RunLookup find(String id, StepQuery steps);

  /// One span in full; null when it is not stored.
  ///
  /// @param traceId null when the caller does not know it: then recent traces are looked at first
  @Nullable SpanDetail span(@Nullable TraceId traceId, long spanId);

  /// The dialects that spans are read by.
  List<DialectInfo> dialects();

  Page<Session> sessions(SessionQuery query);

  @Nullable Session session(String sessionId);

  /// The index of a stored trace; without chunks when it is unknown.
  TraceIndex index(TraceId traceId);

  /// Visits every stored chunk of a trace, readable as soon as it is acknowledged, one at a time.
  void visitTrace(TraceId traceId, ChunkVisitor visitor);

  /// Visits the index of every stored trace, for export.
  void scanTraces(TraceVisitor visitor);

  StoreStats stats();

  /// Chunks in the log that no view reflects yet.
  long behind();
}
