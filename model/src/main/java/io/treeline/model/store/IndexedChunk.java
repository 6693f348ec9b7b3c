package io.treeline.model.store;

import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import java.util.List;

/// What the `trace` index says of a chunk, without its payload. The entries' digests are the
/// scanner's; see [ChunkEntry].
public record IndexedChunk(long sequence, int bucket, ChunkKind kind, List<ChunkEntry> entries) {
  public IndexedChunk {
    entries = List.copyOf(entries);
  }
}
