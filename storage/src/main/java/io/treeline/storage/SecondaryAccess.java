package io.treeline.storage;

import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;

/// A reader beside the process that writes, or after it was killed. Takes no lock and changes
/// nothing in the store's directory.
final class SecondaryAccess implements StoreAccess {
  private final Path directory;
  private final RocksHandle handle;
  private final Path own;

  /// @param own a directory of this reader's own for RocksDB's info log, deleted with it
  SecondaryAccess(Path directory, RocksHandle handle, Path own) {
    this.directory = directory;
    this.handle = handle;
    this.own = own;
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public StoreSnapshot snapshot() {
    return new StoreSnapshot(handle);
  }

  @Override
  public WriteUnit beginWrite() {
    throw new StoreException(
        RefusalReason.STORE_FAILED, directory + " is open for reading only in this process");
  }

  @Override
  public boolean isFailing() {
    return false;
  }

  @Override
  public void refresh() {
    try {
      handle.catchUp();
    } catch (RocksDBException e) {
      throw new StoreException(
          RefusalReason.STORE_FAILED,
          "cannot follow the process that writes to " + directory + ": " + e.getMessage(),
          e);
    }
  }

  @Override
  public void close() {
    handle.close();
    deleteTree(own);
  }

  static void deleteTree(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
