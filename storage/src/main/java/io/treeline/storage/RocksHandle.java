package io.treeline.storage;

import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// One opened database and all that is native about it, counted by who uses it.
///
/// A use of anything native after it was closed kills the process. So every use takes part in the
/// count ([#acquire], [#release]), and only the last one after [#close] frees. Safe for any number
/// of threads.
final class RocksHandle implements AutoCloseable {
  private static final long CLOSE_WAIT_SECONDS = 10;

  private final RocksDB db;
  private final List<ColumnFamilyHandle> families;
  private final NativeOptions options;
  private final boolean secondary;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions unsynced = new WriteOptions();
  private final ReentrantReadWriteLock catchUp = new ReentrantReadWriteLock();

  // Guarded by this.
  private int uses;
  private boolean closed;
  private boolean freed;

  private RocksHandle(
      RocksDB db, List<ColumnFamilyHandle> families, NativeOptions options, boolean secondary) {
    this.db = db;
    this.families = List.copyOf(families);
    this.options = options;
    this.secondary = secondary;
  }

  /// Takes over a database opened for writing, and its options.
  static RocksHandle primary(RocksDB db, List<ColumnFamilyHandle> families, NativeOptions options) {
    return new RocksHandle(db, families, options, false);
  }

  /// Takes over a database opened for reading beside a writer, and its options.
  static RocksHandle secondary(
      RocksDB db, List<ColumnFamilyHandle> families, NativeOptions options) {
    return new RocksHandle(db, families, options, true);
  }

  /// Begins a use; ended by [#release] on the same thread.
  ///
  /// @throws StoreException if the handle is closed
  void acquire() {
    synchronized (this) {
      checkOpen();
      uses++;
    }
    catchUp.readLock().lock();
  }

  void release() {
    catchUp.readLock().unlock();
    endUse();
  }

  private synchronized void endUse() {
    uses--;
    if (closed && uses == 0) {
      free();
    }
  }

  /// Ends long reads soon after the handle was closed.
  ///
  /// @throws StoreException if the handle is closed
  synchronized void checkOpen() {
    if (closed) {
      throw new StoreException(RefusalReason.STORE_FAILED, "the store is closed");
    }
  }

  /// Lets no new use begin and frees everything, at once or with the last use. Waits for those, but
  /// not for ever.
  @Override
  public void close() {
    synchronized (this) {
      if (!closed) {
        closed = true;
        if (uses == 0) {
          free();
        }
      }
      waitUntilFreed();
    }
  }

  private synchronized void waitUntilFreed() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_WAIT_SECONDS);
    long left = deadline - System.nanoTime();
    while (!freed && left > 0) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      left = deadline - System.nanoTime();
    }
  }

  private synchronized void free() {
    unsynced.close();
    synced.close();
    families.forEach(ColumnFamilyHandle::close);
    db.close();
    options.close();
    freed = true;
    notifyAll();
  }

  boolean isSecondary() {
    return secondary;
  }

  /// The database, for the length of a use.
  RocksDB db() {
    return db;
  }

  /// A column family, for the length of a use.
  ColumnFamilyHandle family(Family family) {
    return families.get(family.ordinal());
  }

  /// Writes everything in memory to data files, all families at once.
  void flushAll() throws RocksDBException {
    try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
      db.flush(options, families);
    }
  }

  void write(WriteBatch batch) throws RocksDBException {
    db.write(unsynced, batch);
  }

  void writeSynced(WriteBatch batch) throws RocksDBException {
    db.write(synced, batch);
  }

  /// Follows the writing process to where it is now; nobody reads meanwhile.
  void catchUp() throws RocksDBException {
    synchronized (this) {
      checkOpen();
      uses++;
    }
    catchUp.writeLock().lock();
    try {
      db.tryCatchUpWithPrimary();
    } finally {
      catchUp.writeLock().unlock();
      endUse();
    }
  }
}
