package io.treeline.storage;

/// Time as retention counts it. It never goes back, and where the wall clock is ahead of it (after
/// a jump, a long sleep, or a time without a process) it follows at most [#CATCH_UP] times as fast
/// as real time. So whatever a clock does, data lives at least a twentieth of its age while we run.
///
/// [#tick] belongs to one thread, [#now] may be read by any.
final class RetentionClock {
  static final int CATCH_UP = 20;

  private final StoreClock clock;
  private long lastTickNanos;
  private volatile long unixNanos;

  /// @param lastUnixNanos where it stood when it was last stored, 0 when it never was
  RetentionClock(StoreClock clock, long lastUnixNanos) {
    this.clock = clock;
    lastTickNanos = clock.monotonicNanos().getAsLong();
    unixNanos = lastUnixNanos == 0 ? clock.wallUnixNanos().getAsLong() : lastUnixNanos;
  }

  long now() {
    return unixNanos;
  }

  /// Lets time go on and answers it.
  long tick() {
    long monotonic = clock.monotonicNanos().getAsLong();
    long passed = Math.max(0, monotonic - lastTickNanos);
    lastTickNanos = monotonic;
    long before = unixNanos;
    long next = Math.clamp(wall(), before + passed, before + CATCH_UP * passed);
    unixNanos = next;
    return next;
  }

  /// How far the wall clock is ahead, 0 when it is not.
  long behindNanos() {
    return Math.max(0, wall() - unixNanos);
  }

  private long wall() {
    return clock.wallUnixNanos().getAsLong();
  }
}
