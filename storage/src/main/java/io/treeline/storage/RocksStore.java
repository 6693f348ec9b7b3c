package io.treeline.storage;

import io.treeline.model.store.Journal;
import io.treeline.model.store.SpanReader;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.TreeStore;
import io.treeline.model.store.ViewStore;
import io.treeline.storage.codec.Cursor;
import io.treeline.storage.codec.Keys;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// A store in one directory: its journal, what can be read of it, and its views.
///
/// After [#close] every call to a port throws [StoreException]; running reads end with one. Safe
/// for any number of threads, within what the ports say.
public final class RocksStore implements AutoCloseable {
  private final StoreAccess access;
  private final RocksJournal journal;
  private final RocksSpanReader spans;
  private final RocksViewStore views;
  private final RocksTreeStore trees;
  private final Retention retention;

  private RocksStore(StoreAccess access, StoreSettings settings, RetentionClock clock) {
    Lock viewChanges = new ReentrantLock();
    Quota quota = new Quota(settings.maxBytes());
    this.access = access;
    this.journal = new RocksJournal(access, settings, clock, quota);
    this.spans = new RocksSpanReader(access);
    this.views = new RocksViewStore(access, viewChanges);
    this.trees = new RocksTreeStore(access, viewChanges);
    BucketDrop drop = new BucketDrop(access, journal, viewChanges);
    this.retention = new Retention(access, settings, clock, journal, drop, quota);
  }

  /// A store over an opened database, which is closed again when this fails.
  private static RocksStore over(StoreAccess access, StoreSettings settings, StoreClock clock) {
    boolean done = false;
    try {
      RocksStore store =
          new RocksStore(access, settings, new RetentionClock(clock, storedClock(access)));
      done = true;
      return store;
    } finally {
      if (!done) {
        access.close();
      }
    }
  }

  private static long storedClock(StoreAccess access) {
    try (StoreSnapshot snapshot = access.snapshot()) {
      byte[] value = snapshot.get(Family.DEFAULT, Keys.retentionClock());
      return value == null ? 0 : Cursor.read(value);
    }
  }

  /// Opens a store for writing, and creates it in an empty or absent directory.
  ///
  /// @throws StoreException with one clear line if another process has it open, if the directory
  ///   holds something else, or if the store is damaged or of a newer version
  public static RocksStore open(StoreSettings settings) {
    return open(settings, StoreClock.SYSTEM);
  }

  static RocksStore open(StoreSettings settings, StoreClock clock) {
    StoreDirectory directory = StoreDirectory.lock(settings.directory());
    PrimaryAccess access = null;
    try {
      access = new PrimaryAccess(directory, settings);
    } finally {
      if (access == null) {
        directory.close();
      }
    }
    return over(access, settings, clock);
  }

  /// Opens a store for reading while another process writes to it, or after that was killed. The
  /// journal and the views refuse writes.
  ///
  /// @throws StoreException if there is no store, or it cannot be read
  public static RocksStore openReadOnlyView(Path directory) {
    Path store = StoreDirectory.existing(directory);
    StoreSettings settings = StoreSettings.defaults(store);
    Path own = RocksOpener.ownDirectory();
    SecondaryAccess access = null;
    try {
      access = new SecondaryAccess(store, RocksOpener.secondary(store, settings, own), own);
    } finally {
      if (access == null) {
        SecondaryAccess.deleteTree(own);
      }
    }
    return over(access, settings, StoreClock.SYSTEM);
  }

  public Journal journal() {
    return journal;
  }

  public SpanReader spans() {
    return spans;
  }

  public ViewStore views() {
    return views;
  }

  public TreeStore trees() {
    return trees;
  }

  /// Starts the thread that keeps the store within its age and bytes; closed before the store.
  public AutoCloseable keep() {
    return StoreKeeper.start(retention::pass);
  }

  /// One pass of what [#keep] does.
  Retention retention() {
    return retention;
  }

  /// Brings a read-only view to where the writing process is now; does nothing in that process.
  public void tryCatchUp() {
    access.refresh();
  }

  /// Ends running reads and closes everything; may be called again.
  @Override
  public void close() {
    access.close();
  }
}
