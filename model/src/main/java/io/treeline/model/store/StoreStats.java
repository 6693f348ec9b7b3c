package io.treeline.model.store;

import java.util.Map;

/// Sizes of the store: bytes on disk (files as they are, WAL included), per column family, and what
/// it holds. `chunks` counts log records; `oldestUnixNanos` is the oldest arrival kept, 0 when
/// empty.
public record StoreStats(
    String directory,
    String storeUuid,
    int schemaVersion,
    long bytes,
    Map<String, Long> bytesByColumnFamily,
    long chunks,
    int buckets,
    long lastSequence,
    long cursor,
    long oldestUnixNanos) {
  public StoreStats {
    bytesByColumnFamily = Map.copyOf(bytesByColumnFamily);
  }
}
