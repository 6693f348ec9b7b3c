package io.treeline.storage;

import io.treeline.model.store.StoreException;
import java.nio.file.Path;

/// The database behind a store's ports, whichever way it was opened. Safe for any number of
/// threads.
sealed interface StoreAccess extends AutoCloseable
    permits PrimaryAccess, SecondaryAccess, ReadOnlyAccess {
  Path directory();

  /// @throws StoreException if the store is closed
  StoreSnapshot snapshot();

  /// @throws StoreException if the store is closed, read-only, or cannot write now
  WriteUnit beginWrite();

  /// Whether new data is refused because the disk does not take it.
  boolean isFailing();

  /// Brings a reader in another process up to date; nothing to do in the writing one.
  void refresh();

  @Override
  void close();
}
