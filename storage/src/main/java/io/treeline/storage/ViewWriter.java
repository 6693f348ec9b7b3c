package io.treeline.storage;

import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.TraceView;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.ViewCounts;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// One change of the views: what the changed traces had is taken away, what they have now is
/// written, as the smallest set of puts and deletes. Of one thread, for one batch.
final class ViewWriter {
  private static final byte[] NOTHING = {};

  private final StoreSnapshot before;
  private final WriteUnit unit;
  private final SessionChanges sessions;
  private long runsAdded;

  ViewWriter(StoreSnapshot before, WriteUnit unit) {
    this.before = before;
    this.unit = unit;
    this.sessions = new SessionChanges(before, unit);
  }

  /// Puts the rows of all changes, of the sessions they touch, and of the counts into the unit.
  void replace(List<TraceView> changes) {
    Map<TraceId, TraceView> newest = new LinkedHashMap<>();
    changes.forEach(change -> newest.put(change.traceId(), kept(change)));
    newest.values().forEach(this::replace);
    long sessionsAdded = sessions.write();
    if (runsAdded != 0 || sessionsAdded != 0) {
      ViewCounts old = RocksViewStore.counts(before);
      ViewCounts counts = new ViewCounts(old.runs() + runsAdded, old.sessions() + sessionsAdded);
      unit.put(Family.DEFAULT, Keys.viewCounts(), counts.toBytes());
    }
  }

  /// Runs that were assembled before their trace was forgotten are not stored.
  private TraceView kept(TraceView change) {
    return ForgottenTraces.isForgotten(before, change.traceId())
        ? new TraceView(change.traceId(), change.bucket(), List.of())
        : change;
  }

  private void replace(TraceView change) {
    if (before.get(Family.DEFAULT, Keys.staleTrace(change.traceId())) != null) {
      unit.delete(Family.DEFAULT, Keys.staleTrace(change.traceId()));
    }
    if (change.bucket() < before.lowWater().bucket()) {
      // The bucket was dropped after the runs were assembled: they went with it.
      return;
    }
    List<Integer> known = Directory.bucketsOfTrace(before, change.traceId());
    Set<Integer> buckets = new LinkedHashSet<>(known);
    buckets.add(change.bucket());
    Map<byte[], byte[]> oldRows = new TreeMap<>(Arrays::compareUnsigned);
    for (int bucket : buckets) {
      List<Run> runs = RocksViewStore.runsOfTrace(before, bucket, change.traceId());
      runs.forEach(run -> oldRows.putAll(RunIndex.rows(bucket, run)));
      oldRows.putAll(ClaimRows.stored(before, bucket, change.traceId()));
      sessions.remove(bucket, runs);
      runsAdded -= runs.size();
    }
    Map<byte[], byte[]> newRows = new TreeMap<>(Arrays::compareUnsigned);
    change.runs().forEach(run -> newRows.putAll(RunIndex.rows(change.bucket(), run)));
    newRows.putAll(ClaimRows.of(change));
    sessions.add(change.bucket(), change.runs());
    runsAdded += change.runs().size();
    write(oldRows, newRows);
    if (!known.contains(change.bucket()) && !change.runs().isEmpty()) {
      unit.put(Family.DIR, Keys.traceBucket(change.traceId(), change.bucket()), NOTHING);
    }
  }

  private void write(Map<byte[], byte[]> oldRows, Map<byte[], byte[]> newRows) {
    for (byte[] key : oldRows.keySet()) {
      if (!newRows.containsKey(key)) {
        unit.delete(Family.VIEW, key);
      }
    }
    newRows.forEach((key, value) -> {
      if (!Arrays.equals(oldRows.get(key), value)) {
        unit.put(Family.VIEW, key, value);
      }
    });
  }
}
