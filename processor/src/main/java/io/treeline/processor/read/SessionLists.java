package io.treeline.processor.read;

import io.treeline.model.Session;
import io.treeline.model.TraceId;
import io.treeline.model.read.SessionQuery;
import io.treeline.model.store.SessionFold;
import io.treeline.model.store.ViewStore;
import io.treeline.processor.view.LiveTrace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Lists sessions: stored folds, corrected where runs of theirs are newer in memory.
final class SessionLists {
  private final ViewStore store;

  SessionLists(ViewStore store) {
    this.store = store;
  }

  /// One page of sessions before it gets its time.
  record Sessions(List<Session> rows, long total, @Nullable String nextCursor) {}

  private record Row(String id, SessionFold fold) {
    static final Comparator<Row> ORDER =
        Comparator.comparingLong((Row row) -> row.fold.lastUnixNanos())
            .reversed()
            .thenComparing(Row::id);

    boolean follows(Cursors.@Nullable AfterSession after) {
      if (after == null) {
        return true;
      }
      long last = fold.lastUnixNanos();
      return last < after.lastUnixNanos()
          || last == after.lastUnixNanos() && id.compareTo(after.sessionId()) > 0;
    }
  }

  Sessions list(SessionQuery query, Map<TraceId, LiveTrace> live) {
    String cursor = query.cursor();
    Cursors.AfterSession after = cursor == null ? null : Cursors.parseSession(cursor);
    Map<String, CorrectedSession> corrected = corrected(live);
    Deque<Row> changed = changed(corrected, after);
    PageRows<Row> page = new PageRows<>(query.limit(), 0);
    store.scanSessions(
        after == null
            ? null
            : new ViewStore.SessionPosition(after.lastUnixNanos(), after.sessionId()),
        (id, fold) -> {
          if (corrected.containsKey(id)) {
            return true;
          }
          Row row = new Row(id, fold);
          boolean more = true;
          while (more && !changed.isEmpty() && Row.ORDER.compare(changed.element(), row) < 0) {
            more = page.add(changed.remove());
          }
          return more && page.add(row);
        });
    while (!page.countStopped() && !changed.isEmpty()) {
      page.add(changed.remove());
    }
    long total = store.countSessions();
    for (CorrectedSession session : corrected.values()) {
      total += session.addedToCount();
    }
    return sessions(page, total, after == null ? 0 : after.seen());
  }

  @Nullable Session session(String sessionId, Map<TraceId, LiveTrace> live) {
    List<LiveTrace> changes = changes(live).getOrDefault(sessionId, List.of());
    SessionFold fold =
        changes.isEmpty()
            ? store.sessionFold(sessionId)
            : CorrectedSession.of(store, sessionId, changes, live.keySet()).fold();
    return fold == null || fold.isEmpty() ? null : fold.toSession(sessionId);
  }

  private static Sessions sessions(PageRows<Row> page, long total, long seen) {
    List<Session> rows = page.rows().stream().map(row -> row.fold.toSession(row.id)).toList();
    if (!page.isCutOff()) {
      return new Sessions(rows, total, null);
    }
    Row last = page.rows().getLast();
    Cursors.AfterSession next =
        new Cursors.AfterSession(last.fold.lastUnixNanos(), last.id, seen + rows.size());
    return new Sessions(rows, total, Cursors.ofSession(next));
  }

  private Map<String, CorrectedSession> corrected(Map<TraceId, LiveTrace> live) {
    Map<String, CorrectedSession> corrected = new HashMap<>();
    changes(live)
        .forEach((id, changes) ->
            corrected.put(id, CorrectedSession.of(store, id, changes, live.keySet())));
    return corrected;
  }

  /// The traces that are newer in memory, by the sessions they touch or touched.
  private static Map<String, List<LiveTrace>> changes(Map<TraceId, LiveTrace> live) {
    Map<String, List<LiveTrace>> changes = new HashMap<>();
    for (LiveTrace trace : live.values()) {
      Stream.concat(trace.stored().stream(), trace.view().runs().stream())
          .map(run -> run.context().sessionId())
          .distinct()
          .forEach(id -> changes.computeIfAbsent(id, k -> new ArrayList<>()).add(trace));
    }
    return changes;
  }

  private static Deque<Row> changed(
      Map<String, CorrectedSession> corrected, Cursors.@Nullable AfterSession after) {
    return corrected.entrySet().stream()
        .map(entry -> new Row(entry.getKey(), entry.getValue().fold()))
        .filter(row -> !row.fold.isEmpty() && row.follows(after))
        .sorted(Row.ORDER)
        .collect(ArrayDeque::new, ArrayDeque::add, ArrayDeque::addAll);
  }
}
