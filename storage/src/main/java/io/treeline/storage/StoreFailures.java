package io.treeline.storage;

import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// What RocksDB's errors mean, in words an operator can act on.
final class StoreFailures {
  private StoreFailures() {}

  static StoreException onRead(Family family, RocksDBException e) {
    return new StoreException(
        RefusalReason.STORE_FAILED, "reading `" + family.word() + "` failed: " + e.getMessage(), e);
  }

  static StoreException onList(Path directory, IOException e) {
    return new StoreException(
        RefusalReason.STORE_FAILED, "the files in " + directory + " cannot be listed", e);
  }

  static StoreException onWrite(Path directory, RocksDBException e) {
    if (isDiskFull(e)) {
      return new StoreException(
          RefusalReason.DISK_FULL,
          "no space left for " + directory + "; writing resumes when there is some",
          e);
    }
    return new StoreException(
        RefusalReason.STORE_FAILED,
        "writing to " + directory + " failed, the store will be reopened: " + e.getMessage(),
        e);
  }

  static StoreException onOpen(Path directory, RocksDBException e) {
    if (isLocked(e)) {
      return new StoreException(
          RefusalReason.STORE_FAILED, directory + " is in use by another process", e);
    }
    if (isDiskFull(e)) {
      return new StoreException(
          RefusalReason.DISK_FULL, "no space left to open the store in " + directory, e);
    }
    return new StoreException(
        RefusalReason.STORE_FAILED,
        "the store in " + directory + " cannot be opened and was left as it is: " + e.getMessage(),
        e);
  }

  static boolean isCorruption(RocksDBException e) {
    Status status = statusOf(e);
    return status != null && status.getCode() == Status.Code.Corruption;
  }

  private static boolean isLocked(RocksDBException e) {
    String message = e.getMessage();
    return message != null && message.toLowerCase(Locale.ROOT).contains("lock");
  }

  static boolean isDiskFull(RocksDBException e) {
    Status status = statusOf(e);
    String message = e.getMessage();
    return status != null && status.getSubCode() == Status.SubCode.NoSpace
        || message != null && message.contains("No space left on device");
  }

  /// Unlike its declaration says, the status can be missing.
  private static @Nullable Status statusOf(RocksDBException e) {
    return e.getStatus();
  }
}
