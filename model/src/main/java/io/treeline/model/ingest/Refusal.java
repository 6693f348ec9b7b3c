package io.treeline.model.ingest;

/// A refusal with a sentence for the sender and, for overload and faults, when to try again.
///
/// `retryAfterMillis` is 0 where trying again is of no use.
public record Refusal(RefusalReason reason, String message, long retryAfterMillis) {

  public static Refusal permanent(RefusalReason reason, String message) {
    return new Refusal(reason, message, 0);
  }

  public static Refusal retryable(RefusalReason reason, String message) {
    return new Refusal(reason, message, 1_000);
  }
}
