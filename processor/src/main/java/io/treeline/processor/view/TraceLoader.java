package io.treeline.processor.view;

import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.store.SpanReader;
import java.util.List;

/// Reads chunks into the facts of their trace, counting every chunk's items once however often it
/// is read, and brings dormant traces back from the store. Owned by the core's thread.
final class TraceLoader {
  private final ViewParts parts;

  /// Chunks up to here were accepted, and counted, by an earlier process.
  private long countedBefore;

  TraceLoader(ViewParts parts) {
    this.parts = parts;
  }

  void countAfter(long sequence) {
    countedBefore = sequence;
  }

  /// Whether an earlier process may have made views of this chunk.
  boolean isReplay(long sequence) {
    return sequence <= countedBefore;
  }

  /// Adds a chunk; one that cannot be decoded is recorded and adds nothing.
  void read(OpenTrace trace, TraceFacts facts, long sequence, Chunk chunk) {
    boolean firstTime = sequence > trace.countedUpTo;
    boolean counts = firstTime && !isReplay(sequence);
    try {
      Tally tally = parts.interpreter().read(sequence, chunk, facts);
      if (counts) {
        parts.telemetry().items(chunk.kind(), tally);
      }
    } catch (RuntimeException | StackOverflowError e) {
      if (firstTime) {
        parts.failures().deadLetter(sequence, "cannot decode a chunk", e);
      }
      if (counts) {
        parts.telemetry().undecodable(chunk.kind(), chunk.entries().size());
      }
    }
    trace.countedUpTo = Math.max(trace.countedUpTo, sequence);
  }

  /// The facts of a trace from all its stored chunks, those included that the core has yet to take.
  TraceFacts load(OpenTrace trace) {
    parts.telemetry().reloaded();
    TraceFacts facts = newFacts(trace.traceId);
    SpanReader.Place first = parts.spans().firstChunk(trace.traceId);
    if (first != null) {
      trace.bucket = first.bucket();
    }
    parts
        .spans()
        .visitTrace(
            trace.traceId,
            stored -> {
              read(trace, facts, stored.sequence(), stored.chunk());
              return true;
            });
    return facts;
  }

  /// The facts of a trace of which nothing has been read.
  TraceFacts newFacts(TraceId traceId) {
    TraceFacts facts = new TraceFacts();
    if (parts.spans().isPartial(traceId)) {
      facts.markPartial();
    }
    return facts;
  }

  /// The trace's runs as readers see them until now.
  List<Run> runs(OpenTrace trace) {
    if (trace.runs != null) {
      return trace.runs;
    }
    LiveTrace unflushed = parts.live().trace(trace.traceId);
    return unflushed != null ? unflushed.view().runs() : parts.store().runsOfTrace(trace.traceId);
  }
}
