package io.treeline.model.store;

import io.treeline.model.TraceId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what the journal has made durable. Safe for any number of threads; each call sees one
/// consistent snapshot. Everything throws [StoreException] when the disk does not answer.
public interface SpanReader {

  /// The sequence number of the newest chunk, 0 when there is none.
  long lastSequence();

  /// Visits chunks in sequence order from `fromSequence` on until the visitor answers false or the
  /// snapshot ends.
  void readLog(long fromSequence, LogVisitor visitor);

  /// What the index says of a trace: its chunks in sequence order, every version included, without
  /// payloads; none when it is unknown.
  TraceIndex index(TraceId traceId);

  /// Visits the chunks of a trace in sequence order, every version included, one in memory at a
  /// time, until the visitor answers false.
  void visitTrace(TraceId traceId, ChunkVisitor visitor);

  /// All chunks of a trace at once, for traces known to be small.
  default List<StoredChunk> readTrace(TraceId traceId) {
    List<StoredChunk> chunks = new ArrayList<>();
    visitTrace(traceId, chunks::add);
    return chunks;
  }

  /// Where the earliest chunk of a trace lies; null when the trace is unknown. Asked once for each
  /// trace that comes into sight, so a store answers from its index, without payloads.
  @Nullable Place firstChunk(TraceId traceId);

  /// The oldest bucket kept; what lay in older ones was dropped.
  int firstBucket();

  /// Whether older parts of a trace may have been dropped.
  boolean isPartial(TraceId traceId);

  /// Whether a trace was deleted on request. Asked for every chunk, so it must not cost a read
  /// while nothing was.
  boolean isForgotten(TraceId traceId);

  /// Visits each trace once, without payloads, until the visitor answers false.
  void scanTraces(TraceVisitor visitor);

  StoreStats stats();

  /// A chunk's place in the log.
  record Place(long sequence, int bucket) {}

  /// Receives chunks of the log; answers whether it wants more.
  @FunctionalInterface
  interface LogVisitor {
    boolean visit(StoredChunk chunk);
  }

  /// Receives the chunks of one trace; answers whether it wants more.
  @FunctionalInterface
  interface ChunkVisitor {
    /// Whether the chunk's payload is to be read; called before each [#visit], and only then is it.
    default boolean wants(IndexedChunk chunk) {
      return true;
    }

    boolean visit(StoredChunk chunk);
  }

  /// Receives traces; answers whether it wants more.
  @FunctionalInterface
  interface TraceVisitor {
    boolean visit(TraceIndex trace);
  }
}
