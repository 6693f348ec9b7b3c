package io.treeline.storage;

import io.treeline.model.Claim;
import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.Session;
import io.treeline.model.TraceId;
import io.treeline.model.TraceView;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.RunFilter;
import io.treeline.model.store.SessionFold;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.ViewStore;
import io.treeline.storage.codec.Cursor;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.RunCodec;
import io.treeline.storage.codec.SessionFoldCodec;
import io.treeline.storage.codec.SessionFoldCodec.SessionRow;
import io.treeline.storage.codec.ViewCounts;
import io.treeline.storage.codec.ViewKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/// The views in `view`: runs by id, by index, and sessions. Reads are safe for any number of
/// threads; changes go through [ViewWriter].
final class RocksViewStore implements ViewStore {
  private static final byte[] START = {};

  private final StoreAccess access;
  private final Lock changing;

  /// @param changes held by whoever changes views and their counts
  RocksViewStore(StoreAccess access, Lock changes) {
    this.access = access;
    this.changing = changes;
  }

  @Override
  public long cursor() {
    try (StoreSnapshot snapshot = access.snapshot()) {
      byte[] value = snapshot.get(Family.DEFAULT, Keys.cursor());
      return value == null ? 0 : Cursor.read(value);
    }
  }

  @Override
  public void apply(List<TraceView> changes, long cursor) {
    changing.lock();
    try (WriteUnit unit = access.beginWrite();
        StoreSnapshot before = new StoreSnapshot(unit.handle())) {
      ViewWriter writer = new ViewWriter(before, unit);
      writer.replace(changes);
      unit.put(Family.DEFAULT, Keys.cursor(), Cursor.write(cursor));
      unit.commit();
    } finally {
      changing.unlock();
    }
  }

  @Override
  public List<TraceId> staleTraces(int atMost) {
    List<TraceId> traces = new ArrayList<>();
    try (StoreSnapshot snapshot = access.snapshot();
        RowCursor rows = snapshot.rows(Family.DEFAULT, Keys.staleTraces())) {
      for (; rows.isValid() && traces.size() < atMost; rows.next()) {
        traces.add(Keys.traceOfMark(rows.key()));
      }
    }
    return traces;
  }

  @Override
  public List<Run> runsOfTrace(TraceId traceId) {
    try (StoreSnapshot snapshot = access.snapshot()) {
      List<Run> runs = new ArrayList<>();
      for (int bucket : Directory.bucketsOfTrace(snapshot, traceId)) {
        runs.addAll(runsOfTrace(snapshot, bucket, traceId));
      }
      runs.sort(
          Comparator.comparingLong(Run::startUnixNanos)
              .thenComparing(run -> run.id().rootSpanId(), Long::compareUnsigned));
      return runs;
    }
  }

  static List<Run> runsOfTrace(StoreSnapshot snapshot, int bucket, TraceId traceId) {
    List<Run> runs = new ArrayList<>();
    try (RowCursor rows = snapshot.lookUp(Family.VIEW, ViewKeys.runsOfTrace(bucket, traceId))) {
      for (; rows.isValid(); rows.next()) {
        runs.add(RunCodec.read(rows.value()));
      }
    }
    return runs;
  }

  @Override
  public List<Claim> claims(long responseHash) {
    try (StoreSnapshot snapshot = access.snapshot()) {
      return ClaimRows.byResponse(snapshot, responseHash);
    }
  }

  @Override
  public List<Claim> foreignClaims(TraceId traceId) {
    try (StoreSnapshot snapshot = access.snapshot()) {
      return ClaimRows.foreign(snapshot, traceId);
    }
  }

  @Override
  public @Nullable Run run(RunId id) {
    Run aliased = null;
    for (Run run : runsOfTrace(id.traceId())) {
      if (run.id().equals(id)) {
        return run;
      }
      if (run.aliases().contains(id.toString())) {
        aliased = run;
      }
    }
    return aliased;
  }

  @Override
  public void scanRuns(RunFilter filter, @Nullable RunPosition after, RunVisitor visitor) {
    RunIndex.Choice choice = RunIndex.choose(filter);
    byte[] last = after == null ? START : ViewKeys.position(after.startUnixNanos(), after.id());
    byte[] from = later(last, firstPosition(filter));
    try (StoreSnapshot snapshot = access.snapshot();
        MergedRows rows = new MergedRows(snapshot, choice::prefix, from)) {
      skip(rows, last);
      boolean more = true;
      for (; more && rows.isValid() && isSince(filter, rows.key()); rows.next()) {
        Run run = run(snapshot, rows);
        more = !filter.matches(run) || visitor.visit(run);
      }
    }
  }

  private static byte[] firstPosition(RunFilter filter) {
    Long until = filter.until();
    if (until == null || until == Long.MIN_VALUE) {
      return START;
    }
    return ViewKeys.positionOf(until - 1);
  }

  private static boolean isSince(RunFilter filter, byte[] indexKey) {
    return filter.since() == null || ViewKeys.startUnixNanos(indexKey) >= filter.since();
  }

  private static Run run(StoreSnapshot snapshot, MergedRows rows) {
    RunId id = ViewKeys.runId(rows.key());
    byte[] value = snapshot.get(Family.VIEW, ViewKeys.run(rows.bucket(), id));
    if (value == null) {
      throw inconsistent("run " + id);
    }
    return RunCodec.read(value);
  }

  @Override
  public long countRuns() {
    return counts().runs();
  }

  @Override
  public List<Run> openRuns() {
    List<Run> runs = new ArrayList<>();
    try (StoreSnapshot snapshot = access.snapshot();
        MergedRows rows = new MergedRows(snapshot, RunIndex.open()::prefix, START)) {
      for (; rows.isValid(); rows.next()) {
        runs.add(run(snapshot, rows));
      }
    }
    return runs;
  }

  @Override
  public @Nullable Session session(String sessionId) {
    SessionFold fold = sessionFold(sessionId);
    return fold == null ? null : fold.toSession(sessionId);
  }

  @Override
  public @Nullable SessionFold sessionFold(String sessionId) {
    try (StoreSnapshot snapshot = access.snapshot()) {
      SessionFold whole = new SessionFold();
      for (int bucket : Directory.bucketsOfSession(snapshot, sessionId)) {
        whole.merge(sessionRow(snapshot, ViewKeys.sessionFold(bucket, sessionId)).fold());
      }
      return whole.isEmpty() ? null : whole;
    }
  }

  private static SessionRow sessionRow(StoreSnapshot snapshot, byte[] key) {
    byte[] value = snapshot.get(Family.VIEW, key);
    if (value == null) {
      throw inconsistent("session");
    }
    return SessionFoldCodec.read(value);
  }

  @Override
  public void scanSessions(@Nullable SessionPosition after, SessionVisitor visitor) {
    byte[] last =
        after == null ? START : ViewKeys.activityPosition(after.lastUnixNanos(), after.sessionId());
    try (StoreSnapshot snapshot = access.snapshot();
        MergedRows rows = new MergedRows(snapshot, ViewKeys::activities, last)) {
      skip(rows, last);
      boolean more = true;
      for (; more && rows.isValid(); rows.next()) {
        SessionRow row = sessionRow(snapshot, ViewKeys.foldOfActivity(rows.key()));
        SessionFold whole = wholeIfLatest(snapshot, row, rows.bucket());
        more = whole == null || visitor.visit(row.sessionId(), whole);
      }
    }
  }

  /// The fold over all buckets if this one has the session's latest activity, so that a session is
  /// visited once: of buckets with the same activity the oldest has it.
  private static @Nullable SessionFold wholeIfLatest(
      StoreSnapshot snapshot, SessionRow row, int rowBucket) {
    SessionFold whole = new SessionFold();
    long last = row.fold().lastUnixNanos();
    boolean latest = true;
    for (int bucket : Directory.bucketsOfSession(snapshot, row.sessionId())) {
      SessionFold part =
          bucket == rowBucket
              ? row.fold()
              : sessionRow(snapshot, ViewKeys.sessionFold(bucket, row.sessionId())).fold();
      boolean wins =
          part.lastUnixNanos() > last || part.lastUnixNanos() == last && bucket < rowBucket;
      latest &= !wins;
      whole.merge(part);
    }
    return latest ? whole : null;
  }

  @Override
  public long countSessions() {
    return counts().sessions();
  }

  private ViewCounts counts() {
    try (StoreSnapshot snapshot = access.snapshot()) {
      return counts(snapshot);
    }
  }

  static ViewCounts counts(StoreSnapshot snapshot) {
    byte[] value = snapshot.get(Family.DEFAULT, Keys.viewCounts());
    return value == null ? ViewCounts.NONE : ViewCounts.of(value);
  }

  private static byte[] later(byte[] one, byte[] other) {
    return Arrays.compareUnsigned(one, other) >= 0 ? one : other;
  }

  /// Passes over rows at the position where the last page ended.
  private static void skip(MergedRows rows, byte[] last) {
    while (last.length > 0 && rows.isValid() && Arrays.equals(rows.position(), last)) {
      rows.next();
    }
  }

  private static StoreException inconsistent(String what) {
    return new StoreException(
        RefusalReason.STORE_FAILED,
        "the views are inconsistent: a listed " + what + " is missing; rebuild them");
  }
}
