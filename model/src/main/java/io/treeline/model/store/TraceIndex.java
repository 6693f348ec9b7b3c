package io.treeline.model.store;

import io.treeline.model.TraceId;
import java.util.List;

/// All that the index knows of one trace, chunks in sequence order.
public record TraceIndex(TraceId traceId, List<IndexedChunk> chunks) {
  public TraceIndex {
    chunks = List.copyOf(chunks);
  }
}
