package io.treeline.storage;

import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.TraceId;
import io.treeline.model.store.SessionFold;
import io.treeline.storage.codec.RunCodec;
import io.treeline.storage.codec.SessionFoldCodec;
import io.treeline.storage.codec.SessionFoldCodec.SessionRow;
import io.treeline.storage.codec.ViewCounts;
import io.treeline.storage.codec.ViewKeys;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares the views with each other: each session's totals with its runs added up again, the
/// index with the runs, the counts with what there is. Of one thread.
final class ViewCheck {
  private static final String REMEDY = "; `treeline reindex` makes the views anew";

  private final StoreSnapshot snapshot;
  private final Problems problems;
  private final Set<String> sessions = new HashSet<>();
  private long runs;

  ViewCheck(StoreSnapshot snapshot, Problems problems) {
    this.snapshot = snapshot;
    this.problems = problems;
  }

  long runs() {
    return runs;
  }

  void run() {
    BucketRegistry.kept(snapshot).forEach(bucket -> problems.within(() -> bucket(bucket.number())));
    ViewCounts counts = RocksViewStore.counts(snapshot);
    if (counts.runs() != runs) {
      problems.add(runs + " runs are stored, " + counts.runs() + " are counted" + REMEDY);
    }
    if (counts.sessions() != sessions.size()) {
      problems.add(
          sessions.size() + " sessions are stored, " + counts.sessions() + " are counted" + REMEDY);
    }
  }

  private void bucket(int bucket) {
    try (RowCursor rows = snapshot.rows(Family.VIEW, ViewKeys.runs(bucket))) {
      for (; rows.isValid(); rows.next()) {
        RunCodec.read(rows.value());
        runs++;
      }
    }
    try (RowCursor folds = snapshot.rows(Family.VIEW, ViewKeys.sessionFolds(bucket))) {
      for (; folds.isValid(); folds.next()) {
        fold(bucket, SessionFoldCodec.read(folds.value()));
      }
    }
  }

  private void fold(int bucket, SessionRow row) {
    sessions.add(row.sessionId());
    Map<TraceId, List<Run>> members = new LinkedHashMap<>();
    byte[] prefix = ViewKeys.indexOf(bucket, RunIndex.SESSION.letter(), row.sessionId());
    try (RowCursor rows = snapshot.rows(Family.VIEW, prefix)) {
      for (; rows.isValid(); rows.next()) {
        RunId id = ViewKeys.runId(rows.key());
        byte[] value = snapshot.get(Family.VIEW, ViewKeys.run(bucket, id));
        if (value == null) {
          problems.add("run " + id + " is listed and missing" + REMEDY);
        } else {
          members
              .computeIfAbsent(id.traceId(), trace -> new ArrayList<>())
              .add(RunCodec.read(value));
        }
      }
    }
    SessionFold whole = new SessionFold();
    members.values().forEach(whole::add);
    if (!whole.state().equals(row.fold().state())) {
      problems.add(
          "the totals of a session in bucket " + bucket + " are not those of its runs" + REMEDY);
    }
  }
}
