package io.treeline.storage;

import io.treeline.model.store.Journal;
import io.treeline.model.store.SpanReader;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.ViewStore;
import java.nio.file.Path;

/// A store in one directory: its journal, what can be read of it, and its views.
///
/// After [#close] every call to a port throws [StoreException]; running reads end with one. Safe
/// for any number of threads, within what the ports say.
public final class RocksStore implements AutoCloseable {
  private final StoreAccess access;
  private final RocksJournal journal;
  private final RocksSpanReader spans;
  private final RocksViewStore views;

  private RocksStore(StoreAccess access, StoreSettings settings) {
    this.access = access;
    this.journal = new RocksJournal(access, settings);
    this.spans = new RocksSpanReader(access);
    this.views = new RocksViewStore(access);
  }

  /// Opens a store for writing, and creates it in an empty or absent directory.
  ///
  /// @throws StoreException with one clear line if another process has it open, if the directory
  ///   holds something else, or if the store is damaged or of a newer version
  public static RocksStore open(StoreSettings settings) {
    StoreDirectory directory = StoreDirectory.lock(settings.directory());
    boolean opened = false;
    try {
      RocksStore store = new RocksStore(new PrimaryAccess(directory, settings), settings);
      opened = true;
      return store;
    } finally {
      if (!opened) {
        directory.close();
      }
    }
  }

  /// Opens a store for reading while another process writes to it, or after that was killed. The
  /// journal and the views refuse writes.
  ///
  /// @throws StoreException if there is no store, or it cannot be read
  public static RocksStore openReadOnlyView(Path directory) {
    Path store = StoreDirectory.existing(directory);
    StoreSettings settings = StoreSettings.defaults(store);
    Path own = RocksOpener.ownDirectory();
    boolean opened = false;
    try {
      RocksHandle handle = RocksOpener.secondary(store, settings, own);
      opened = true;
      return new RocksStore(new SecondaryAccess(store, handle, own), settings);
    } finally {
      if (!opened) {
        SecondaryAccess.deleteTree(own);
      }
    }
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
