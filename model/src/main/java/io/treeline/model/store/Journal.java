package io.treeline.model.store;

import io.treeline.model.ingest.Chunk;
import java.util.List;

/// Appends chunks to the log: the only place where OK is decided (ADR-0001).
public interface Journal {

  /// Writes all chunks in one atomic batch and makes it as durable as `ack_after` says before it
  /// returns. One thread only.
  ///
  /// @return the sequence number of the first chunk; the others follow without gaps
  /// @throws StoreException if the batch is not durable; nothing may then be acknowledged
  long append(List<Chunk> chunks);

  /// Remembers what a stage could not handle. Any thread; never throws.
  void deadLetter(long sequence, String reason);
}
