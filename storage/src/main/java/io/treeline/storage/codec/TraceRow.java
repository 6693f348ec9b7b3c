package io.treeline.storage.codec;

import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import java.util.List;

/// One row of `trace`: what a chunk holds, without its payload.
public record TraceRow(ChunkKind kind, List<ChunkEntry> entries) {
  public TraceRow {
    entries = List.copyOf(entries);
  }
}
