package io.treeline.processor.ring;

import java.util.ArrayDeque;
import java.util.Deque;

/// How far the views are behind the log, in time and bytes. The journal stage tells of what it
/// wrote, the assemble stage of what it has taken; any thread may ask.
final class ViewLag {
  /// Appends closer together than this share a mark, so that a long lag takes little memory.
  private static final long MARK_NANOS = 50_000_000;

  private final RingSettings settings;
  private final Deque<Mark> marks = new ArrayDeque<>();
  private long journalledBytes;
  private long takenBytes;

  private volatile boolean behind;
  private volatile long behindSinceNanos;
  private volatile long behindBytes;

  /// Chunks up to `lastSequence`, the first of which was written at `sinceNanos`.
  private record Mark(long lastSequence, long sinceNanos, long journalledBytes) {}

  ViewLag(RingSettings settings) {
    this.settings = settings;
  }

  synchronized void journalled(long lastSequence, long bytes, long nowNanos) {
    journalledBytes += bytes;
    long since = nowNanos;
    Mark newest = marks.peekLast();
    if (newest != null && nowNanos - newest.sinceNanos < MARK_NANOS) {
      since = newest.sinceNanos;
      marks.removeLast();
    }
    marks.addLast(new Mark(lastSequence, since, journalledBytes));
    publish();
  }

  synchronized void taken(long position) {
    while (!marks.isEmpty() && marks.element().lastSequence <= position) {
      takenBytes = marks.remove().journalledBytes;
    }
    publish();
  }

  /// Whether so much waits that new data must be refused.
  boolean isTooFar(long nowNanos) {
    return nanos(nowNanos) > settings.maxLag().toNanos() || behindBytes > settings.maxLagBytes();
  }

  /// Age of the oldest chunk that has not been taken, 0 when none waits.
  long nanos(long nowNanos) {
    return behind ? Math.max(0, nowNanos - behindSinceNanos) : 0;
  }

  long bytes() {
    return behindBytes;
  }

  private void publish() {
    Mark oldest = marks.peek();
    if (oldest != null) {
      behindSinceNanos = oldest.sinceNanos;
    }
    behind = oldest != null;
    behindBytes = oldest == null ? 0 : journalledBytes - takenBytes;
  }
}
