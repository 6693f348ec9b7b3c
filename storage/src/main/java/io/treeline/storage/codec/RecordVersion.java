package io.treeline.storage.codec;

import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;

/// The check of what a stored value says of itself, made wherever one is read.
final class RecordVersion {
  private RecordVersion() {}

  /// @throws StoreException if a value was written by a version this code does not know
  static void check(byte found, byte known, String what) {
    if (found > known) {
      throw new StoreException(
          RefusalReason.STORE_FAILED,
          "the store holds a "
              + what
              + " of version "
              + found
              + ", written by a newer Treeline (this one knows "
              + known
              + "): run the newer one, or restore a backup that this one made");
    }
    if (found != known) {
      throw damaged(what, "version " + found + " instead of " + known);
    }
  }

  /// @throws StoreException if a value cannot be what its key says
  static void check(boolean holds, String what, String why) {
    if (!holds) {
      throw damaged(what, why);
    }
  }

  static StoreException damaged(String what, String why) {
    return new StoreException(
        RefusalReason.STORE_FAILED, "the store holds a damaged " + what + ": " + why);
  }
}
