package io.treeline.processor.view;

import io.treeline.model.store.SpanReader;

/// The wall time that run states go by: now, or, while chunks wait unread in the log, the arrival
/// of the last one read. A trace is not quiet only because we are behind. Owned by the core's
/// thread.
final class StateClock {
  private final TimeSource time;
  private final SpanReader spans;
  private long position;
  private long lastSeenUnixNanos;
  private long unixNanos;
  private boolean behind;
  private boolean stale;

  StateClock(TimeSource time, SpanReader spans) {
    this.time = time;
    this.spans = spans;
  }

  void saw(long arrivalUnixNanos) {
    lastSeenUnixNanos = Math.max(lastSeenUnixNanos, arrivalUnixNanos);
  }

  /// Lets time go on, to be read when it is first asked for: an idle tick costs no look at the log.
  void tick(long newPosition) {
    position = newPosition;
    stale = true;
  }

  long unixNanos() {
    if (stale) {
      stale = false;
      behind = position < spans.lastSequence();
      long now = time.unixNanos();
      unixNanos = behind ? Math.min(now, Math.max(unixNanos, lastSeenUnixNanos)) : now;
    }
    return unixNanos;
  }

  /// How long to wait, in monotonic time, before a moment can have come.
  long waitUntil(long dueUnixNanos) {
    long wait = dueUnixNanos - unixNanos();
    return behind ? Math.min(wait, ViewSettings.RETRY.toNanos()) : wait;
  }
}
