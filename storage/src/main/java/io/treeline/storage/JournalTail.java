package io.treeline.storage;

import io.treeline.model.ingest.ChunkDigest;
import io.treeline.storage.codec.Bucket;
import io.treeline.storage.codec.HashChain;
import io.treeline.storage.codec.LowWaterMark;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the log ends: the last sequence number (0 when there never was one), the last link of the
/// hash chain, and the newest bucket, null when none is kept.
record JournalTail(long sequence, ChunkDigest chain, @Nullable Bucket bucket) {
  static final JournalTail EMPTY = new JournalTail(0, HashChain.START, null);

  /// Reads it back from what is on disk: the registry, written with every record.
  static JournalTail read(RocksHandle handle) {
    try (StoreSnapshot snapshot = new StoreSnapshot(handle)) {
      List<Bucket> kept = BucketRegistry.kept(snapshot);
      if (kept.isEmpty()) {
        LowWaterMark low = snapshot.lowWater();
        return new JournalTail(low.sequence() - 1, low.chain(), null);
      }
      Bucket newest = kept.getLast();
      return new JournalTail(newest.lastSequence(), newest.chain(), newest);
    }
  }
}
