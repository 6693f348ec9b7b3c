package io.treeline.processor.tree;

import java.time.Duration;

/// How long a run stays quiet before its state changes (ADR-0003).
///
/// `endedAfter` counts once the root has closed and nothing is open, `stalledAfter` and
/// `abandonedAfter` while the root was not seen or something is open.
public record CompletionSettings(
    Duration endedAfter, Duration stalledAfter, Duration abandonedAfter) {
  public static final CompletionSettings DEFAULT =
      new CompletionSettings(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofMinutes(30));

  public CompletionSettings {
    requirePositive(endedAfter, "endedAfter");
    requirePositive(stalledAfter, "stalledAfter");
    if (abandonedAfter.compareTo(stalledAfter) <= 0) {
      throw new IllegalArgumentException("abandonedAfter must be longer than stalledAfter");
    }
  }

  private static void requirePositive(Duration value, String name) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive");
    }
  }
}
