package io.treeline.storage;

import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/// The one writer of a store, which survives failed writes.
///
/// After a failed write or fsync nobody knows what the kernel kept, so nothing more is written
/// until the database has been reopened in this process, at most once a second, and not before a
/// small file could be written beside it: on a disk that takes nothing the database stays open, for
/// reading. A full disk is different: RocksDB resumes by itself, and only when it does not resume
/// although there is space again the database is reopened.
final class PrimaryAccess implements StoreAccess {
  private static final Logger LOG = System.getLogger(PrimaryAccess.class.getName());
  private static final long REOPEN_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long RESUME_WAIT_NANOS = TimeUnit.SECONDS.toNanos(8);
  private static final long NOT_FULL = 0;

  private final StoreDirectory directory;
  private final StoreSettings settings;
  private final AtomicLong fullSinceNanos = new AtomicLong(NOT_FULL);
  private volatile RocksHandle handle;
  private volatile @Nullable StoreException failure;

  // Guarded by this.
  private long lastReopenNanos = System.nanoTime() - REOPEN_INTERVAL_NANOS;
  private boolean closed;

  /// @param opened the database in that directory
  PrimaryAccess(StoreDirectory directory, StoreSettings settings, RocksHandle opened) {
    this.directory = directory;
    this.settings = settings;
    this.handle = opened;
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
    return new WriteUnit(writable(), this);
  }

  @Override
  public void refresh() {}

  /// Remembers that a write failed.
  StoreException failed(RocksDBException e) {
    StoreException exception = StoreFailures.onWrite(directory.path(), e);
    if (exception.reason() != RefusalReason.DISK_FULL || staysFullWithSpace()) {
      failure = exception;
      LOG.log(Level.ERROR, exception.getMessage());
    }
    return exception;
  }

  /// Tells that a write succeeded.
  void succeeded() {
    if (fullSinceNanos.get() != NOT_FULL) {
      fullSinceNanos.set(NOT_FULL);
    }
  }

  private boolean staysFullWithSpace() {
    fullSinceNanos.compareAndSet(NOT_FULL, System.nanoTime());
    return System.nanoTime() - fullSinceNanos.get() > RESUME_WAIT_NANOS && hasSpace();
  }

  private boolean hasSpace() {
    try {
      long usable = Files.getFileStore(directory.path()).getUsableSpace();
      return usable > settings.writeBufferBytes();
    } catch (IOException e) {
      return false;
    }
  }

  private synchronized RocksHandle writable() {
    StoreException lastFailure = failure;
    if (lastFailure == null || closed) {
      return handle;
    }
    if (System.nanoTime() - lastReopenNanos < REOPEN_INTERVAL_NANOS) {
      throw new StoreException(
          lastFailure.reason(), String.valueOf(lastFailure.getMessage()), lastFailure);
    }
    return reopen();
  }

  /// Whether the last write failed and none has succeeded since.
  @Override
  public boolean isFailing() {
    return failure != null || fullSinceNanos.get() != NOT_FULL;
  }

  private synchronized RocksHandle reopen() {
    lastReopenNanos = System.nanoTime();
    try {
      directory.probe();
    } catch (IOException e) {
      throw new StoreException(
          RefusalReason.STORE_FAILED, directory.path() + " cannot be written: " + e, e);
    }
    handle.close();
    handle = RocksOpener.primary(directory, settings);
    failure = null;
    fullSinceNanos.set(NOT_FULL);
    LOG.log(Level.INFO, "reopened the store in {0}", directory.path());
    return handle;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    handle.close();
    directory.restrictFiles();
    directory.close();
  }
}
