package io.treeline.processor.view;

import io.treeline.model.TraceId;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// The next moment at which each open trace wants to be looked at, in monotonic time.
///
/// A trace has one timer that counts. Moving it later costs nothing: it rings early and its owner
/// sets it again; moving it earlier leaves a dead entry that is skipped. Owned by the core's
/// thread.
final class DueTimers {
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();

  private record Timer(long dueNanos, TraceId traceId) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      return Long.compare(dueNanos, other.dueNanos);
    }
  }

  /// Sees to it that the trace's timer rings at `dueNanos` or before.
  void ringBy(OpenTrace trace, long dueNanos) {
    if (dueNanos < trace.timerDue) {
      trace.timerDue = dueNanos;
      timers.add(new Timer(dueNanos, trace.traceId));
    }
  }

  /// Takes out a trace whose timer has rung, or null when none has.
  @Nullable OpenTrace poll(long nowNanos, OpenTraces traces) {
    while (!timers.isEmpty() && timers.peek().dueNanos <= nowNanos) {
      Timer timer = timers.remove();
      OpenTrace trace = traces.get(timer.traceId);
      if (trace != null && trace.timerDue == timer.dueNanos) {
        trace.timerDue = OpenTrace.NEVER;
        return trace;
      }
    }
    return null;
  }
}
