package io.treeline.model.ingest;

import org.jspecify.annotations.Nullable;

/// The way into the ring. Safe for any number of threads; never waits.
public interface SpanIntake {

  /// Hands over a batch.
  ///
  /// @return null when the batch was taken: then `ack` is called exactly once, later, on the
  ///   journal's thread; else the reason it was not, and `ack` is never called
  @Nullable Refusal offer(SpanBatch batch, Ack ack);
}
