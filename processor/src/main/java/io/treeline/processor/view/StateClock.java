package io.treeline.processor.view;

import io.treeline.model.store.SpanReader;

/// The wall time that run states go by: now, or, while chunks wait unread in the log, the arrival
/// of the last one read. A trace is not quiet only because we are behind. Owned by the core's
/// thread.
final class StateClock {
  private final TimeSource time;
  private long lastSeenUnixNanos;
  private long unixNanos;
  private boolean behind;

  StateClock(TimeSource time) {
    this.time = time;
  }

  void saw(long arrivalUnixNanos) {
    lastSeenUnixNanos = Math.max(lastSeenUnixNanos, arrivalUnixNanos);
  }

  void update(long position, SpanReader spans) {
    behind = position < spans.lastSequence();
    long now = time.unixNanos();
    unixNanos = behind ? Math.min(now, Math.max(unixNanos, lastSeenUnixNanos)) : now;
  }

  long unixNanos() {
    return unixNanos;
  }

  /// How long to wait, in monotonic time, before a moment can have come.
  long waitUntil(long dueUnixNanos) {
    long wait = dueUnixNanos - unixNanos;
    return behind ? Math.min(wait, ViewSettings.RETRY.toNanos()) : wait;
  }
}
