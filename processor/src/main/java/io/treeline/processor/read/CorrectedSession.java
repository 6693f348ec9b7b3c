package io.treeline.processor.read;

import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.store.RunFilter;
import io.treeline.model.store.SessionFold;
import io.treeline.model.store.ViewStore;
import io.treeline.processor.view.LiveTrace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A session's fold with the runs that are newer in memory in place of the stored ones.
record CorrectedSession(SessionFold fold, boolean isStored) {

  static CorrectedSession of(
      ViewStore store, String sessionId, List<LiveTrace> changes, Set<TraceId> live) {
    SessionFold stored = isNew(sessionId, changes) ? null : store.sessionFold(sessionId);
    SessionFold fold = withoutStored(store, sessionId, stored, changes, live);
    for (LiveTrace trace : changes) {
      fold.add(ofSession(sessionId, trace.view().runs()));
    }
    return new CorrectedSession(fold, stored != null);
  }

  /// How much the number of sessions grows by what is in memory.
  int addedToCount() {
    return (fold.isEmpty() ? 0 : 1) - (isStored ? 1 : 0);
  }

  private static SessionFold withoutStored(
      ViewStore store,
      String sessionId,
      @Nullable SessionFold stored,
      List<LiveTrace> changes,
      Set<TraceId> live) {
    if (stored == null) {
      return new SessionFold();
    }
    for (LiveTrace trace : changes) {
      List<Run> old = ofSession(sessionId, trace.stored());
      if (shrinks(old, ofSession(sessionId, trace.view().runs())) && stored.isExtreme(old)) {
        return foldOthers(store, sessionId, live);
      }
      stored.remove(old);
    }
    return stored;
  }

  /// Folds the members that memory does not know anew: when the first or last of them went, totals
  /// cannot tell which comes next.
  private static SessionFold foldOthers(ViewStore store, String sessionId, Set<TraceId> live) {
    RunFilter members = RunFilter.ofSession(sessionId);
    Map<TraceId, List<Run>> byTrace = new HashMap<>();
    store.scanRuns(
        members,
        null,
        run -> {
          if (members.matches(run) && !live.contains(run.id().traceId())) {
            byTrace.computeIfAbsent(run.id().traceId(), id -> new ArrayList<>()).add(run);
          }
          return true;
        });
    SessionFold fold = new SessionFold();
    byTrace.values().forEach(fold::add);
    return fold;
  }

  /// A session that is a trace of which nothing is stored cannot be stored itself.
  private static boolean isNew(String sessionId, List<LiveTrace> changes) {
    return changes.stream()
        .allMatch(trace ->
            trace.stored().isEmpty() && trace.view().traceId().toString().equals(sessionId));
  }

  /// Whether the new runs leave time uncovered that the old ones covered.
  private static boolean shrinks(List<Run> old, List<Run> now) {
    return first(now) > first(old) || last(now) < last(old);
  }

  private static long first(List<Run> runs) {
    return runs.stream().mapToLong(Run::startUnixNanos).min().orElse(Long.MAX_VALUE);
  }

  private static long last(List<Run> runs) {
    return runs.stream()
        .mapToLong(run -> Math.max(run.startUnixNanos(), run.endUnixNanos()))
        .max()
        .orElse(Long.MIN_VALUE);
  }

  private static List<Run> ofSession(String sessionId, List<Run> runs) {
    return runs.stream().filter(run -> run.context().sessionId().equals(sessionId)).toList();
  }
}
