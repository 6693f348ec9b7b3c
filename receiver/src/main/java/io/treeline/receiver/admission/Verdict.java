package io.treeline.receiver.admission;

import io.treeline.model.ingest.Refusal;

/// What the sender of a request is told.
public sealed interface Verdict {
  /// Everything is stored.
  Accepted COMPLETE = new Accepted(0, "");

  /// The request is stored but for `rejected` items, of which `message` says why; 0 and empty when
  /// nothing was rejected.
  record Accepted(int rejected, String message) implements Verdict {
    /// What is told of a message; answers stay far below the 4 MiB that the specification wants.
    static final int MAX_MESSAGE_CHARS = 1_024;

    public Accepted {
      message = message.substring(0, Math.min(message.length(), MAX_MESSAGE_CHARS));
    }
  }

  /// Nothing of the request is stored.
  record Refused(Refusal refusal) implements Verdict {}
}
