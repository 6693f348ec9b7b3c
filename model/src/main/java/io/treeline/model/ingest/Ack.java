package io.treeline.model.ingest;

import org.jspecify.annotations.Nullable;

/// Receives the journal's verdict on one batch.
public interface Ack {

  /// Called once, on the journal's thread; must not block or throw.
  ///
  /// @param refusal null when the batch is on disk as `ack_after` promises, else why it is not
  void done(@Nullable Refusal refusal);
}
