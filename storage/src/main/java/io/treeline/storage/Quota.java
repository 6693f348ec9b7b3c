package io.treeline.storage;

import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;

/// The last resort that makes the limit in bytes a hard one: new data is refused, retryably, while
/// the directory takes all of it and retention had nothing to drop.
///
/// [#check] belongs to the keeper's thread, [#requireRoom] may be called by any.
final class Quota {
  private final long maxBytes;
  private volatile boolean exceeded;

  Quota(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  void check(StoreAccess access) {
    exceeded = StoreSizes.bytesOnDisk(access.directory()) >= maxBytes;
  }

  boolean isExceeded() {
    return exceeded;
  }

  /// @throws StoreException if nothing more may be written now
  void requireRoom() {
    if (exceeded) {
      throw new StoreException(
          RefusalReason.DISK_FULL,
          "the store takes all of its max_bytes and nothing in it can be dropped yet");
    }
  }
}
