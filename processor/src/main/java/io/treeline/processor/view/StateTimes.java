package io.treeline.processor.view;

import io.treeline.model.Run;
import io.treeline.model.RunState;
import java.time.Duration;
import java.util.List;

/// When the state of runs changes if nothing more comes (ADR-0003). The assembler decides the
/// state; this only says when to ask it.
final class StateTimes {
  /// Asked a little late, the assembler sees the quiet time as over whichever way it compares.
  private static final Duration MARGIN = Duration.ofMillis(1);

  private final ViewSettings settings;

  StateTimes(ViewSettings settings) {
    this.settings = settings;
  }

  /// Wall time of the next change after `nowUnixNanos`, or [OpenTrace#NEVER].
  long next(List<Run> runs, long lastArrivalUnixNanos, long nowUnixNanos) {
    if (runs.stream().allMatch(run -> isFinal(run.state()))) {
      return OpenTrace.NEVER;
    }
    List<Duration> quietTimes =
        List.of(settings.endedAfter(), settings.stalledAfter(), settings.abandonedAfter());
    long next = OpenTrace.NEVER;
    for (Duration quiet : quietTimes) {
      long due = after(lastArrivalUnixNanos, quiet);
      next = due > nowUnixNanos ? Math.min(next, due) : next;
    }
    return next;
  }

  /// Wall time of the first change that a stored run may have missed.
  long firstAfterRestart(Run run) {
    Duration quiet =
        run.state() == RunState.STALLED ? settings.abandonedAfter() : settings.endedAfter();
    return after(run.lastArrivalUnixNanos(), quiet);
  }

  private static boolean isFinal(RunState state) {
    return switch (state) {
      case ENDED, ABANDONED -> true;
      case RUNNING, STALLED -> false;
    };
  }

  private static long after(long unixNanos, Duration quiet) {
    return unixNanos + quiet.plus(MARGIN).toNanos();
  }
}
