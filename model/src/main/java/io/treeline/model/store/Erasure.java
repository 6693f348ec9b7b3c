package io.treeline.model.store;

import io.treeline.model.TraceId;
import java.time.Duration;
import java.util.Collection;

/// Takes the bytes of forgotten traces off the disk, some time after a record of the log has said
/// that they are to go. Safe for any number of threads.
public interface Erasure {

  /// Waits until nothing of these traces is left in the store's files.
  ///
  /// @return false if that takes longer than `atMost`; it goes on then, over a restart too
  boolean await(Collection<TraceId> traces, Duration atMost);
}
