package io.treeline.storage;

import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;
import java.nio.file.Path;

/// A reader of a store that nobody writes to, which holds the lock so that nobody begins to.
final class ReadOnlyAccess implements StoreAccess {
  private final StoreDirectory directory;
  private final RocksHandle handle;

  ReadOnlyAccess(StoreDirectory directory, RocksHandle handle) {
    this.directory = directory;
    this.handle = handle;
  }

  @Override
  public Path directory() {
    return directory.path();
  }

  @Override
  public StoreSnapshot snapshot() {
    return new StoreSnapshot(handle);
  }

  @Override
  public WriteUnit beginWrite() {
    throw new StoreException(
        RefusalReason.STORE_FAILED, directory.path() + " is open for reading only");
  }

  @Override
  public boolean isFailing() {
    return false;
  }

  @Override
  public void refresh() {}

  @Override
  public void close() {
    handle.close();
    directory.close();
  }
}
