package io.treeline.storage;

import io.treeline.model.TraceId;
import io.treeline.storage.codec.Bucket;
import io.treeline.storage.codec.Bucket.State;
import io.treeline.storage.codec.BucketCodec;
import io.treeline.storage.codec.Cursor;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.LowWaterMark;
import io.treeline.storage.codec.ViewCounts;
import io.treeline.storage.codec.ViewKeys;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/// Drops the oldest bucket in steps that can each be done again after a crash.
///
/// 1. The low-water mark moves: from here on nobody reads the bucket, and it is counted as dropped.
/// 2. Its traces and sessions leave `dir`; those that go on in later buckets are marked as partial,
///    and their views as stale.
/// 3. Its files go, then its row in the registry.
///
/// Of the keeper's thread.
final class BucketDrop {
  private static final Logger LOG = System.getLogger(BucketDrop.class.getName());
  private static final byte[] NOTHING = {};
  private static final byte[] FIRST_KEY = {};

  /// Traces or sessions in one write batch.
  private static final int ROWS_PER_BATCH = 1_000;

  private final StoreAccess access;
  private final RocksJournal journal;
  private final Lock viewChanges;
  private final int rowsPerBatch;

  /// @param viewChanges held by whoever changes views and their counts
  BucketDrop(StoreAccess access, RocksJournal journal, Lock viewChanges) {
    this(access, journal, viewChanges, ROWS_PER_BATCH);
  }

  BucketDrop(StoreAccess access, RocksJournal journal, Lock viewChanges, int rowsPerBatch) {
    this.access = access;
    this.journal = journal;
    this.viewChanges = viewChanges;
    this.rowsPerBatch = rowsPerBatch;
  }

  /// Drops a bucket, or what an earlier attempt left of it.
  ///
  /// @throws io.treeline.model.store.StoreException if the disk does not answer
  void drop(Bucket bucket) {
    if (bucket.state() != State.DROPPING) {
      mark(bucket);
    }
    forget(new Traces(bucket.number()));
    forget(new Sessions(bucket.number()));
    deleteFiles(bucket);
    endForgetting(bucket);
    try (WriteUnit unit = access.beginWrite()) {
      unit.delete(Family.DEFAULT, Keys.bucket(bucket.number()));
      unit.commit();
    }
    LOG.log(
        Level.DEBUG,
        "dropped bucket {0}: {1} records up to {2}",
        bucket.number(),
        bucket.chunks(),
        bucket.lastSequence());
  }

  private void mark(Bucket bucket) {
    LowWaterMark next;
    try (WriteUnit unit = access.beginWrite();
        StoreSnapshot snapshot = new StoreSnapshot(unit.handle())) {
      next = snapshot.lowWater().after(bucket);
      unit.put(Family.DEFAULT, Keys.lowWaterMark(), next.toBytes());
      unit.put(Family.DEFAULT, Keys.bucket(bucket.number()), BucketCodec.write(bucket.dropping()));
      unit.commitSynced();
    }
    journal.dropped(next);
  }

  /// A walk over what a bucket holds of one kind.
  private sealed interface Walk permits Traces, Sessions {
    RowCursor open(StoreSnapshot snapshot);

    /// Takes the current one out of the store and moves on.
    ViewCounts forget(StoreSnapshot snapshot, RowCursor rows, WriteUnit unit, ViewCounts counts);
  }

  private void forget(Walk walk) {
    byte @Nullable [] next = NOTHING;
    while (next != null) {
      next = forgetSome(walk, next);
    }
  }

  /// One batch; answers the key to go on with, null at the end. The last one is durable, so that no
  /// power loss brings back rows whose files are gone.
  private byte @Nullable [] forgetSome(Walk walk, byte[] from) {
    viewChanges.lock();
    try (WriteUnit unit = access.beginWrite();
        StoreSnapshot snapshot = new StoreSnapshot(unit.handle());
        RowCursor rows = walk.open(snapshot)) {
      ViewCounts before = RocksViewStore.counts(snapshot);
      ViewCounts counts = before;
      if (from.length > 0) {
        rows.seek(from);
      }
      for (int i = 0; i < rowsPerBatch && rows.isValid(); i++) {
        counts = walk.forget(snapshot, rows, unit, counts);
      }
      if (!counts.equals(before)) {
        unit.put(Family.DEFAULT, Keys.viewCounts(), counts.toBytes());
      }
      if (rows.isValid()) {
        unit.commit();
        return rows.key();
      }
      unit.commitSynced();
      return null;
    } finally {
      viewChanges.unlock();
    }
  }

  private record Traces(int bucket) implements Walk {
    @Override
    public RowCursor open(StoreSnapshot snapshot) {
      return snapshot.rows(Family.TRACE, Keys.firstOf(bucket));
    }

    @Override
    public ViewCounts forget(
        StoreSnapshot snapshot, RowCursor rows, WriteUnit unit, ViewCounts counts) {
      TraceId traceId = Keys.traceId(rows.key());
      ViewCounts left = forget(snapshot, traceId, unit, counts);
      byte[] lastPossible = Keys.trace(bucket, traceId, -1);
      rows.seek(lastPossible);
      if (rows.isValid() && Keys.traceId(rows.key()).equals(traceId)) {
        rows.next();
      }
      return left;
    }

    private ViewCounts forget(
        StoreSnapshot snapshot, TraceId traceId, WriteUnit unit, ViewCounts counts) {
      List<Integer> all = Directory.allBucketsOfTrace(snapshot, traceId);
      if (!all.contains(bucket)) {
        return counts;
      }
      unit.delete(Family.DIR, Keys.traceBucket(traceId, bucket));
      byte[] partial = Keys.partialTrace(traceId, bucket);
      if (snapshot.get(Family.DIR, partial) != null) {
        unit.delete(Family.DIR, partial);
      }
      all.stream()
          .filter(later -> later > bucket)
          .findFirst()
          .ifPresent(later -> {
            unit.put(Family.DIR, Keys.partialTrace(traceId, later), NOTHING);
            unit.put(Family.DEFAULT, Keys.staleTrace(traceId), NOTHING);
          });
      int runs = RocksViewStore.runsOfTrace(snapshot, bucket, traceId).size();
      return new ViewCounts(counts.runs() - runs, counts.sessions());
    }
  }

  private record Sessions(int bucket) implements Walk {
    @Override
    public RowCursor open(StoreSnapshot snapshot) {
      return snapshot.rows(Family.VIEW, ViewKeys.sessionFolds(bucket));
    }

    @Override
    public ViewCounts forget(
        StoreSnapshot snapshot, RowCursor rows, WriteUnit unit, ViewCounts counts) {
      byte[] place = ViewKeys.directoryOfFold(rows.key());
      rows.next();
      if (snapshot.get(Family.DIR, place) == null) {
        return counts;
      }
      unit.delete(Family.DIR, place);
      return Directory.isElsewhere(snapshot, place)
          ? counts
          : new ViewCounts(counts.runs(), counts.sessions() - 1);
    }
  }

  /// A trace stays forgotten as long as the record that says so is kept.
  private void endForgetting(Bucket bucket) {
    try (WriteUnit unit = access.beginWrite();
        StoreSnapshot snapshot = new StoreSnapshot(unit.handle());
        RowCursor rows = snapshot.rows(Family.DEFAULT, Keys.forgottenTraces())) {
      for (; rows.isValid(); rows.next()) {
        if (Cursor.read(rows.value()) <= bucket.lastSequence()) {
          unit.delete(Family.DEFAULT, rows.key());
        }
      }
      unit.commit();
    }
    journal.reloadForgotten();
  }

  /// `log` and `content` grow at their ends only, and a range tombstone would end its moves of
  /// whole files: what is left in a file that the next bucket shares is hidden by the low-water
  /// mark. The families that are keyed by bucket lose all their rows.
  private void deleteFiles(Bucket bucket) {
    byte[] end = Keys.firstOf(bucket.number() + 1);
    try (WriteUnit unit = access.beginWrite()) {
      long next = bucket.lastSequence() + 1;
      unit.deleteFiles(Family.LOG, FIRST_KEY, Keys.sequence(next));
      unit.deleteFiles(Family.CONTENT, FIRST_KEY, Keys.piecesOf(next));
      for (Family family : List.of(Family.TRACE, Family.TREE, Family.VIEW)) {
        unit.deleteFiles(family, FIRST_KEY, end);
        unit.deleteRange(family, FIRST_KEY, end);
      }
      unit.commit();
    }
  }
}
