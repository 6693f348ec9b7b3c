package io.treeline.processor.read;

import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.read.RunOrder;
import io.treeline.model.read.RunQuery;
import io.treeline.model.store.RunFilter;
import io.treeline.model.store.ViewStore;
import io.treeline.processor.view.LiveTrace;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Lists runs: those stored, except of traces that are newer in memory, merged with the latter.
final class RunLists {
  /// How many further rows of a filtered list are counted for its `total`.
  private static final long COUNT_BEYOND = 10_000;

  private final ViewStore store;

  RunLists(ViewStore store) {
    this.store = store;
  }

  /// One page of runs before it gets its time.
  record Runs(List<Run> rows, long total, boolean totalIsLowerBound, @Nullable String nextCursor) {}

  Runs list(RunQuery query, Map<TraceId, LiveTrace> live) {
    String cursor = query.cursor();
    Cursors.AfterRun after = cursor == null ? null : Cursors.parseRun(query.order(), cursor);
    return query.order() == RunOrder.NEWEST
        ? newest(query, after, live)
        : sorted(query, after, live);
  }

  /// The store's own order: reads no more than the page, and the count of what follows.
  private Runs newest(
      RunQuery query, Cursors.@Nullable AfterRun after, Map<TraceId, LiveTrace> live) {
    boolean all = query.filter().equals(RunFilter.ALL);
    PageRows<Run> page = new PageRows<>(query.limit(), all ? 0 : COUNT_BEYOND);
    Deque<Run> unflushed = unflushed(query, after, live);
    store.scanRuns(
        query.filter(),
        after == null
            ? null
            : new ViewStore.RunPosition(after.place().startUnixNanos(), after.place().id()),
        run -> {
          if (live.containsKey(run.id().traceId()) || !query.filter().matches(run)) {
            return true;
          }
          RunPlace place = RunPlace.of(query.order(), run);
          boolean more = true;
          while (more && comesFirst(unflushed, query.order(), place)) {
            more = page.add(unflushed.remove());
          }
          return more && page.add(run);
        });
    while (!page.countStopped() && !unflushed.isEmpty()) {
      page.add(unflushed.remove());
    }
    long seen = after == null ? 0 : after.seen();
    return all
        ? runs(query, page, seen, countAll(live), false)
        : runs(query, page, seen, seen + page.count(), page.countStopped());
  }

  /// Any other order: looks at every run and keeps the page's.
  private Runs sorted(
      RunQuery query, Cursors.@Nullable AfterRun after, Map<TraceId, LiveTrace> live) {
    Comparator<Run> order = Comparator.comparing(run -> RunPlace.of(query.order(), run));
    PriorityQueue<Run> first = new PriorityQueue<>(order.reversed());
    long[] total = {0};
    ViewStore.RunVisitor collect =
        run -> {
          if (!query.filter().matches(run)) {
            return true;
          }
          total[0]++;
          if (follows(run, query.order(), after)) {
            first.add(run);
            if (first.size() > query.limit() + 1) {
              first.remove();
            }
          }
          return true;
        };
    live.values().forEach(trace -> trace.view().runs().forEach(collect::visit));
    store.scanRuns(
        query.filter(), null, run -> live.containsKey(run.id().traceId()) || collect.visit(run));
    PageRows<Run> page = new PageRows<>(query.limit(), 0);
    first.stream().sorted(order).forEach(page::add);
    return runs(query, page, after == null ? 0 : after.seen(), total[0], false);
  }

  private static Runs runs(
      RunQuery query, PageRows<Run> page, long seen, long total, boolean lowerBound) {
    if (!page.isCutOff()) {
      return new Runs(page.rows(), total, lowerBound, null);
    }
    RunPlace last = RunPlace.of(query.order(), page.rows().getLast());
    Cursors.AfterRun next = new Cursors.AfterRun(last, seen + page.rows().size());
    return new Runs(page.rows(), total, lowerBound, Cursors.ofRun(query.order(), next));
  }

  private static Deque<Run> unflushed(
      RunQuery query, Cursors.@Nullable AfterRun after, Map<TraceId, LiveTrace> live) {
    return live.values().stream()
        .flatMap(trace -> trace.view().runs().stream())
        .filter(run -> query.filter().matches(run) && follows(run, query.order(), after))
        .sorted(Comparator.comparing(run -> RunPlace.of(query.order(), run)))
        .collect(ArrayDeque::new, ArrayDeque::add, ArrayDeque::addAll);
  }

  private static boolean comesFirst(Deque<Run> unflushed, RunOrder order, RunPlace place) {
    Run next = unflushed.peek();
    return next != null && RunPlace.of(order, next).compareTo(place) < 0;
  }

  private static boolean follows(Run run, RunOrder order, Cursors.@Nullable AfterRun after) {
    return after == null || RunPlace.of(order, run).compareTo(after.place()) > 0;
  }

  private long countAll(Map<TraceId, LiveTrace> live) {
    long count = store.countRuns();
    for (LiveTrace trace : live.values()) {
      count += trace.view().runs().size() - trace.stored().size();
    }
    return count;
  }
}
