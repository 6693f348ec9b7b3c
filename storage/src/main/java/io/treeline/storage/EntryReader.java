package io.treeline.storage;

import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import java.util.List;

/// Finds the entries of a stored payload again, as they were found when it came in.
@FunctionalInterface
public interface EntryReader {

  /// @throws IllegalArgumentException if the payload is not of that kind
  List<ChunkEntry> read(ChunkKind kind, byte[] payload, long arrivalUnixNanos);
}
