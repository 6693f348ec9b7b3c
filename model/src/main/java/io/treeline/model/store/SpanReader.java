package io.treeline.model.store;

import io.treeline.model.TraceId;
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

  /// All chunks of a trace in sequence order, every version included; empty when unknown.
  List<StoredChunk> readTrace(TraceId traceId);

  /// Where the earliest chunk of a trace lies; null when the trace is unknown. Asked once for each
  /// trace that comes into sight, so a store answers from its index, without payloads.
  default @Nullable Place firstChunk(TraceId traceId) {
    List<StoredChunk> chunks = readTrace(traceId);
    return chunks.isEmpty()
        ? null
        : new Place(chunks.getFirst().sequence(), chunks.getFirst().bucket());
  }

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

  /// Receives traces; answers whether it wants more.
  @FunctionalInterface
  interface TraceVisitor {
    boolean visit(TraceIndex trace);
  }
}
