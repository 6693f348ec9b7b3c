package io.treeline.storage;

import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDBException;

/// Copies a store as of one moment into a directory that is a store itself. On the same file system
/// data files are hard links: quick, and no more room than what is deleted later.
final class Backup {
  private Backup() {}

  /// @param target must not exist; its parent must
  static void write(StoreAccess access, Path target) {
    Path directory = target.toAbsolutePath().normalize();
    Path parent = directory.getParent();
    if (parent == null || Files.exists(directory)) {
      throw refused(directory + " exists already; a backup needs a new directory");
    }
    if (directory.startsWith(access.directory())) {
      throw refused(directory + " lies in the store itself");
    }
    Path unfinished = directory.resolveSibling(directory.getFileName() + ".unfinished");
    try (WriteUnit unit = access.beginWrite();
        Checkpoint checkpoint = Checkpoint.create(unit.handle().db())) {
      StoreDirectory.createClosed(unfinished);
      checkpoint.createCheckpoint(StoreDirectory.database(unfinished).toString());
      StoreDirectory.restrictFiles(unfinished);
      StoreDirectory.copyExtras(access.directory(), unfinished);
      StoreDirectory.markReady(unfinished);
      Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
      StoreDirectory.sync(parent);
    } catch (IOException | RocksDBException e) {
      throw failed(unfinished, e);
    }
  }

  private static StoreException failed(Path unfinished, Exception e) {
    return new StoreException(
        RefusalReason.STORE_FAILED,
        "the backup is not complete, delete " + unfinished + ": " + e.getMessage(),
        e);
  }

  private static StoreException refused(String message) {
    return new StoreException(RefusalReason.STORE_FAILED, message);
  }
}
