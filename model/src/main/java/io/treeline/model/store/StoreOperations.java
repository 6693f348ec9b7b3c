package io.treeline.model.store;

import java.nio.file.Path;

/// What operators ask of a store that is open for writing. Safe for any number of threads; blocks
/// its caller.
public interface StoreOperations {

  /// What a request for deletion names.
  enum Scope {
    TRACE,
    SESSION,
    USER
  }

  /// Forgets a trace, or every trace with a run of a session or user. What comes of these traces
  /// later is acknowledged and not stored.
  ///
  /// @param id a trace id in hex, a session id or a user id
  /// @return what was done; no traces when nothing is known by that id
  /// @throws StoreException if it cannot be recorded now; nothing was deleted then
  /// @throws IllegalArgumentException if a trace id is none
  Forgotten forget(Scope scope, String id);

  /// @param traces how many were found and are blocked from now on
  /// @param erased whether their bytes have left the store's files; if not, they will
  record Forgotten(int traces, boolean erased) {}

  /// Writes a copy of the store as of one moment, which is a store directory itself.
  ///
  /// @param directory where it is created; it must not exist, and its parent must
  /// @throws StoreException if it cannot be written
  void backup(Path directory);

  /// Lets all views be made anew from the log, one trace after the other in the background, while
  /// readers see the old ones. Goes on after a restart. Asked again, it begins again.
  void reindex();
}
