package io.treeline.storage;

import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.store.SessionFold;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.SessionFoldCodec;
import io.treeline.storage.codec.ViewKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What one change of the views does to sessions: folds are changed by what leaves and what comes,
/// never folded from all members. Of one thread, for one batch.
final class SessionChanges {
  private static final byte[] NOTHING = {};

  private final StoreSnapshot before;
  private final WriteUnit unit;
  private final Map<Place, Change> changes = new LinkedHashMap<>();
  private final Map<String, Set<Integer>> buckets = new HashMap<>();

  /// A session in a bucket.
  private record Place(int bucket, String sessionId) {}

  /// Runs that leave a fold and runs that come to it; each list holds one trace's.
  private record Change(List<List<Run>> removed, List<List<Run>> added, Set<TraceId> traces) {
    Change() {
      this(new ArrayList<>(), new ArrayList<>(), new HashSet<>());
    }
  }

  SessionChanges(StoreSnapshot before, WriteUnit unit) {
    this.before = before;
    this.unit = unit;
  }

  /// Takes runs of one trace out of their sessions.
  void remove(int bucket, List<Run> runsOfTrace) {
    bySession(runsOfTrace)
        .forEach((session, runs) -> change(bucket, session, runs).removed.add(runs));
  }

  /// Puts runs of one trace into their sessions.
  void add(int bucket, List<Run> runsOfTrace) {
    bySession(runsOfTrace)
        .forEach((session, runs) -> change(bucket, session, runs).added.add(runs));
  }

  private static Map<String, List<Run>> bySession(List<Run> runs) {
    return runs.stream().collect(Collectors.groupingBy(run -> run.context().sessionId()));
  }

  private Change change(int bucket, String sessionId, List<Run> runs) {
    Change change = changes.computeIfAbsent(new Place(bucket, sessionId), place -> new Change());
    change.traces.add(runs.getFirst().id().traceId());
    return change;
  }

  /// Puts all rows of changed sessions into the unit; answers by how many sessions there are more.
  long write() {
    Set<String> existing = new HashSet<>();
    for (Place place : changes.keySet()) {
      if (!bucketsOf(place.sessionId).isEmpty()) {
        existing.add(place.sessionId);
      }
    }
    changes.forEach(this::write);
    long left = buckets.values().stream().filter(places -> !places.isEmpty()).count();
    return left - existing.size();
  }

  private Set<Integer> bucketsOf(String sessionId) {
    return buckets.computeIfAbsent(
        sessionId, session -> new TreeSet<>(Directory.allBucketsOfSession(before, session)));
  }

  private void write(Place place, Change change) {
    byte[] key = ViewKeys.sessionFold(place.bucket, place.sessionId);
    byte @Nullable [] old = before.get(Family.VIEW, key);
    SessionFold fold = old == null ? new SessionFold() : SessionFoldCodec.read(old).fold();
    long lastBefore = fold.lastUnixNanos();
    fold(place, change, fold);
    if (old != null && (fold.isEmpty() || fold.lastUnixNanos() != lastBefore)) {
      unit.delete(Family.VIEW, ViewKeys.activity(place.bucket, lastBefore, place.sessionId));
    }
    if (fold.isEmpty()) {
      leave(place, key);
    } else {
      keep(place, key, fold);
    }
  }

  private void fold(Place place, Change change, SessionFold fold) {
    SessionFold leaving = foldOf(change.removed);
    SessionFold coming = foldOf(change.added);
    boolean shrinks =
        leaving.firstUnixNanos() <= fold.firstUnixNanos()
                && coming.firstUnixNanos() > fold.firstUnixNanos()
            || leaving.lastUnixNanos() >= fold.lastUnixNanos()
                && coming.lastUnixNanos() < fold.lastUnixNanos();
    change.removed.forEach(fold::remove);
    change.added.forEach(fold::add);
    if (shrinks && !fold.isEmpty()) {
      setTimes(place, change, fold, coming);
    }
  }

  private static SessionFold foldOf(List<List<Run>> traces) {
    SessionFold fold = new SessionFold();
    traces.forEach(fold::add);
    return fold;
  }

  /// Looks at the members that stay, by their index rows, and at those that come.
  private void setTimes(Place place, Change change, SessionFold fold, SessionFold coming) {
    long first = coming.firstUnixNanos();
    long last = coming.lastUnixNanos();
    byte[] members = RunIndex.session(place.sessionId).prefix(place.bucket);
    try (RowCursor rows = before.rows(Family.VIEW, members)) {
      for (; rows.isValid(); rows.next()) {
        if (!change.traces.contains(ViewKeys.runId(rows.key()).traceId())) {
          first = Math.min(first, ViewKeys.startUnixNanos(rows.key()));
          last = Math.max(last, RunIndex.lastActivity(rows.value()));
        }
      }
    }
    fold.setTimes(first, last);
  }

  private void keep(Place place, byte[] key, SessionFold fold) {
    unit.put(Family.VIEW, key, SessionFoldCodec.write(place.sessionId, fold));
    unit.put(
        Family.VIEW,
        ViewKeys.activity(place.bucket, fold.lastUnixNanos(), place.sessionId),
        NOTHING);
    if (bucketsOf(place.sessionId).add(place.bucket)) {
      unit.put(Family.DIR, Keys.sessionBucket(place.sessionId, place.bucket), NOTHING);
    }
  }

  private void leave(Place place, byte[] key) {
    unit.delete(Family.VIEW, key);
    if (bucketsOf(place.sessionId).remove(place.bucket)) {
      unit.delete(Family.DIR, Keys.sessionBucket(place.sessionId, place.bucket));
    }
  }
}
