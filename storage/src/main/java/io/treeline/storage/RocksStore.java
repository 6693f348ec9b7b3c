package io.treeline.storage;

import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.store.Erasure;
import io.treeline.model.store.Journal;
import io.treeline.model.store.SpanReader;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.TreeStore;
import io.treeline.model.store.ViewStore;
import io.treeline.storage.codec.Cursor;
import io.treeline.storage.codec.Keys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.LiveFileMetaData;

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
  private final Eraser eraser;
  private final Rebuild rebuild;
  private final Quota quota;

  private RocksStore(StoreAccess access, StoreSettings settings, RetentionClock clock) {
    Lock viewChanges = new ReentrantLock();
    this.quota = new Quota(settings.maxBytes());
    this.access = access;
    ForgottenTraces forgotten = new ForgottenTraces(access);
    this.journal = new RocksJournal(access, settings, clock, quota, forgotten);
    this.spans = new RocksSpanReader(access, forgotten);
    this.views = new RocksViewStore(access, viewChanges);
    this.trees = new RocksTreeStore(access, viewChanges);
    BucketDrop drop = new BucketDrop(access, journal, viewChanges);
    this.retention = new Retention(access, settings, clock, journal, drop, quota);
    this.eraser = new Eraser(access, journal, viewChanges);
    this.rebuild = new Rebuild(access);
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

  /// Throws everything away, unread, that can be derived from the log, and derives the index again;
  /// the views follow when a server next runs. For a store whose index or views are damaged, that
  /// nobody has open.
  ///
  /// @return how many records were indexed
  /// @throws StoreException as [#open], or if the log cannot be read
  public static long reindexFromScratch(StoreSettings settings, EntryReader entries) {
    StoreDirectory directory = StoreDirectory.lock(settings.directory());
    RocksHandle handle = null;
    try {
      handle = RocksOpener.without(IndexRebuild.DERIVED, directory, settings);
    } finally {
      if (handle == null) {
        directory.close();
      }
    }
    try (PrimaryAccess access = new PrimaryAccess(directory, settings, handle)) {
      return new IndexRebuild(access, entries).run();
    }
  }

  static RocksStore open(StoreSettings settings, StoreClock clock) {
    StoreDirectory directory = StoreDirectory.lock(settings.directory());
    PrimaryAccess access = null;
    try {
      access = new PrimaryAccess(directory, settings, RocksOpener.primary(directory, settings));
    } finally {
      if (access == null) {
        directory.close();
      }
    }
    return over(access, settings, clock);
  }

  /// @throws StoreException if there is no store, or this user may not look into it
  public static void requireStore(Path directory) {
    StoreDirectory.existing(directory);
  }

  /// Where a store keeps what its views are made with.
  public static Path meaningOf(Path directory) {
    return directory.resolve(StoreDirectory.MEANING);
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

  /// Opens a store to look at its files: nobody else may write meanwhile, or the view is one beside
  /// who does.
  static RocksStore openToExamine(Path directory) {
    StoreSettings settings = StoreSettings.defaults(directory);
    StoreDirectory own;
    try {
      own = StoreDirectory.lock(directory);
    } catch (StoreException e) {
      return openReadOnlyView(directory);
    }
    StoreAccess access = null;
    try {
      access = new ReadOnlyAccess(own, RocksOpener.readOnly(own, settings));
    } finally {
      if (access == null) {
        own.close();
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

  /// Whether new data is refused at the moment, because the disk does not take it or the store has
  /// all of its bytes. Ends by itself while [#keep] runs.
  public boolean isRefusing() {
    return access.isFailing() || quota.isExceeded();
  }

  /// Takes forgotten traces off the disk; the read-only view of a store refuses to.
  public Erasure erasure() {
    return eraser;
  }

  /// Starts the thread that keeps the store within its age and bytes, and erases what is forgotten;
  /// closed before the store.
  public AutoCloseable keep() {
    return StoreKeeper.start(() -> {
      restrictFiles();
      retention.pass();
      eraser.pass();
      rebuild.pass();
    });
  }

  private void restrictFiles() {
    try {
      StoreDirectory.restrictFiles(access.directory());
    } catch (IOException e) {
      throw StoreFailures.onList(access.directory(), e);
    }
  }

  /// Reads everything and compares it with everything else.
  public CheckReport verify() {
    Problems problems = new Problems();
    try (StoreSnapshot snapshot = access.snapshot()) {
      LogCheck log = new LogCheck(snapshot, problems);
      problems.within(log::run);
      ViewCheck views = new ViewCheck(snapshot, problems);
      problems.within(views::run);
      return new CheckReport(
          log.records(), log.forgotten(), views.runs(), problems.told(), problems.count());
    }
  }

  /// As [io.treeline.model.store.StoreOperations#backup].
  public void backup(Path directory) {
    Backup.write(access, directory);
  }

  /// As [io.treeline.model.store.StoreOperations#reindex].
  public void reindex() {
    rebuild.start();
  }

  /// Lets the views be made anew if they were made by something else than what `version` stands
  /// for.
  public void reindexUnlessMadeBy(ChunkDigest version) {
    rebuild.startUnlessMadeBy(version);
  }

  /// Whether a deletion on request has yet to reach the files.
  boolean hasTracesToErase() {
    try (StoreSnapshot snapshot = access.snapshot();
        RowCursor marks = snapshot.rows(Family.DEFAULT, Keys.erasedTraces())) {
      return marks.isValid();
    }
  }

  List<LiveFileMetaData> liveFiles() {
    try (StoreSnapshot snapshot = access.snapshot()) {
      return snapshot.liveFiles();
    }
  }

  /// How much of a rebuild of the views has begun, in percent; 100 when none runs.
  public int reindexedPercent() {
    return rebuild.percent();
  }

  /// One pass of what [#keep] does.
  Retention retention() {
    return retention;
  }

  /// One pass of what [#keep] does, too.
  Rebuild rebuild() {
    return rebuild;
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
