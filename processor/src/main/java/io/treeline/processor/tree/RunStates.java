package io.treeline.processor.tree;

import io.treeline.model.Run;
import io.treeline.model.RunState;
import io.treeline.processor.trace.RunSpans;
import io.treeline.processor.trace.TraceSpan;
import java.time.Duration;
import java.util.Collection;

/// Where a run is in its life, decided from its spans and how long its trace has been quiet.
///
/// Ended: the root has closed and nothing is open. Stalled and abandoned: the root was not seen or
/// something is still open. A later span takes any of them back (ADR-0003).
public final class RunStates {
  /// No state of the trace will change by time alone.
  public static final long NEVER = Long.MAX_VALUE;

  private RunStates() {}

  /// A state with the sentence that explains it.
  record Reasoned(RunState state, String reason) {}

  /// The moment from which the same spans may give another state, or [#NEVER].
  ///
  /// Assemble again then, unless something arrives before.
  public static long nextTransitionUnixNanos(
      CompletionSettings settings,
      Collection<Run> runs,
      long lastArrivalUnixNanos,
      long nowUnixNanos) {
    if (runs.stream().allMatch(run -> isFinal(run.state()))) {
      return NEVER;
    }
    long next = NEVER;
    for (Duration wait :
        new Duration[] {
          settings.endedAfter(), settings.stalledAfter(), settings.abandonedAfter()
        }) {
      long moment = lastArrivalUnixNanos + wait.toNanos();
      next = moment > nowUnixNanos ? Math.min(next, moment) : next;
    }
    return next;
  }

  private static boolean isFinal(RunState state) {
    return state == RunState.ENDED || state == RunState.ABANDONED;
  }

  static Reasoned decide(CompletionSettings settings, RunSpans run, long quietNanos) {
    long open = run.spans().stream().filter(TraceSpan::isOpen).count();
    if (run.isRootClosed() && open == 0) {
      return quietNanos >= settings.endedAfter().toNanos()
          ? new Reasoned(RunState.ENDED, "root ended, quiet " + words(settings.endedAfter()))
          : new Reasoned(RunState.RUNNING, "root ended, late spans may follow");
    }
    String waiting = waiting(run.root(), open);
    if (quietNanos >= settings.abandonedAfter().toNanos()) {
      return new Reasoned(
          RunState.ABANDONED, waiting + ", quiet " + words(settings.abandonedAfter()));
    }
    if (quietNanos >= settings.stalledAfter().toNanos()) {
      return new Reasoned(RunState.STALLED, waiting + ", quiet " + words(settings.stalledAfter()));
    }
    return new Reasoned(RunState.RUNNING, waiting);
  }

  private static String waiting(TraceSpan root, long open) {
    if (root.isPlaceholder()) {
      return "root not seen";
    }
    return root.isOpen() ? "root open" : open == 1 ? "1 span open" : open + " spans open";
  }

  private static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds == 0) {
      return duration.toMillis() + "ms";
    }
    boolean wholeMinutes = seconds % 60 == 0 && seconds > 60;
    return wholeMinutes ? seconds / 60 + "m" : seconds + "s";
  }
}
