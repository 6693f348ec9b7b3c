package io.treeline.model.store;

import java.util.Map;

/// Sizes of the store: bytes on disk (files as they are, WAL included), per column family, and what
/// it holds. `chunks` counts log records, `receivedBytes` what came for them and `writtenBytes`
/// what was written for that, repetitions stored once, before compression; `oldestUnixNanos` is the
/// oldest arrival kept, 0 when empty. `dropped` is what retention has taken away since the store
/// was created.
public record StoreStats(
    String directory,
    String storeUuid,
    int schemaVersion,
    long bytes,
    Map<String, Long> bytesByColumnFamily,
    long chunks,
    long receivedBytes,
    long writtenBytes,
    int buckets,
    long lastSequence,
    long cursor,
    long oldestUnixNanos,
    Dropped dropped) {
  public StoreStats {
    bytesByColumnFamily = Map.copyOf(bytesByColumnFamily);
  }

  /// Whole buckets that went by age or bytes; `bytes` as received, `untilUnixNanos` the newest
  /// arrival among them, 0 when there are none.
  public record Dropped(long buckets, long chunks, long bytes, long untilUnixNanos) {
    public static final Dropped NOTHING = new Dropped(0, 0, 0, 0);
  }
}
