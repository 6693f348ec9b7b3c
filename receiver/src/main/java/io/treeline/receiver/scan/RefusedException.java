package io.treeline.receiver.scan;

import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import java.io.IOException;

/// The refusal of a whole request, with the reason its sender is told.
///
/// An [IOException], because bodies are read, inflated and limited as streams.
public final class RefusedException extends IOException {
  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.message());
    this.refusal = refusal;
  }

  public static RefusedException malformed(String message) {
    return new RefusedException(Refusal.permanent(RefusalReason.MALFORMED, message));
  }

  public static RefusedException tooLarge(String message) {
    return new RefusedException(Refusal.permanent(RefusalReason.TOO_LARGE, message));
  }

  public Refusal refusal() {
    return refusal;
  }
}
