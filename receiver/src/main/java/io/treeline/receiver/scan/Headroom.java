package io.treeline.receiver.scan;

import io.treeline.model.ingest.Refusal;
import org.jspecify.annotations.Nullable;

/// Leave to hold bytes in memory for one request.
public interface Headroom {
  /// Leave for any number of bytes.
  Headroom UNLIMITED = totalBytes -> null;

  /// Asks to hold `totalBytes` from now on, all that was asked for before included.
  ///
  /// @return null if granted, else why not; then what was granted before still is
  @Nullable Refusal reserve(long totalBytes);

  /// As [#reserve], for callers that cannot go on without.
  ///
  /// @throws RefusedException if not granted
  default void require(long totalBytes) throws RefusedException {
    Refusal refusal = reserve(totalBytes);
    if (refusal != null) {
      throw new RefusedException(refusal);
    }
  }
}
