package io.treeline.storage;

import io.treeline.model.ingest.ChunkDigest;
import io.treeline.storage.codec.Bucket;
import io.treeline.storage.codec.BucketCodec;
import io.treeline.storage.codec.HashChain;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.LogCodec;
import org.jspecify.annotations.Nullable;

/// Where the log ends: the last sequence number (0 when it is empty), the last link of the hash
/// chain, and the bucket that is written to.
record JournalTail(long sequence, ChunkDigest chain, @Nullable Bucket bucket) {
  static final JournalTail EMPTY = new JournalTail(0, HashChain.START, null);

  private static final byte[] ALL = {};

  /// Reads it back from what is on disk.
  static JournalTail read(RocksHandle handle) {
    try (StoreSnapshot snapshot = new StoreSnapshot(handle);
        RowCursor log = snapshot.rows(Family.LOG, ALL)) {
      log.seekToLast();
      if (!log.isValid()) {
        return EMPTY;
      }
      return new JournalTail(
          Keys.lastSequence(log.key()), LogCodec.read(log.value()).chain(), lastBucket(snapshot));
    }
  }

  private static @Nullable Bucket lastBucket(StoreSnapshot snapshot) {
    Bucket last = null;
    try (RowCursor rows = snapshot.rows(Family.DEFAULT, Keys.buckets())) {
      for (; rows.isValid(); rows.next()) {
        last = BucketCodec.read(rows.key(), rows.value());
      }
    }
    return last;
  }
}
