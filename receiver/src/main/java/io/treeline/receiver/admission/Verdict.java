package io.treeline.receiver.admission;

import io.treeline.model.ingest.Refusal;

/// What the sender of a request is told.
public sealed interface Verdict {
  /// Everything is stored.
  Accepted COMPLETE = new Accepted(0, "");

  /// The request is stored but for `rejected` items, of which `message` says why; 0 and empty when
  /// nothing was rejected.
  record Accepted(int rejected, String message) implements Verdict {}

  /// Nothing of the request is stored.
  record Refused(Refusal refusal) implements Verdict {}
}
