package io.treeline.processor.view;

import java.time.Duration;

/// How long a trace waits between two assemblies, so that what they cost together stays in
/// proportion to its spans, however many requests they come in.
///
/// An assembly must be earned: by time, of which a trace gets a twentieth of a core, and by growth,
/// each new span paying twice its share of the last assembly. Ordinary traces, up to about 10,000
/// spans, need not wait longer than readers should.
final class Pace {
  /// A trace that does not grow takes at most a core divided by this.
  static final int COST_FACTOR = 20;

  /// How often over a new span pays for itself in an assembly.
  static final int GROWTH_FACTOR = 2;

  /// Shortest time between two assemblies of a trace, so that spans sent one by one are gathered.
  static final Duration SHORTEST = Duration.ofMillis(100);

  /// How long a new span of an ordinary trace waits at most.
  static final Duration ORDINARY = Duration.ofMillis(200);

  /// Above this cost a trace is not ordinary: it would take more than a sixth of a core.
  private static final long ORDINARY_COST_NANOS = ORDINARY.toNanos() / 6;

  private Pace() {}

  /// Nanoseconds from the end of one assembly to the next.
  ///
  /// @param costNanos processor time that the last one took
  /// @param spans how many spans it looked at
  /// @param newSpans how many have come since
  static long waitNanos(long costNanos, long spans, long newSpans) {
    long byTime = COST_FACTOR * costNanos;
    if (costNanos <= ORDINARY_COST_NANOS) {
      byTime = Math.min(byTime, ORDINARY.toNanos());
    }
    double earned = spans == 0 ? 1 : Math.min(1, (double) GROWTH_FACTOR * newSpans / spans);
    return Math.max(SHORTEST.toNanos(), (long) (byTime * (1 - earned)));
  }
}
