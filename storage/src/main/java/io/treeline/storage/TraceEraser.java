package io.treeline.storage;

import io.treeline.model.TraceId;
import io.treeline.model.TraceView;
import io.treeline.storage.codec.ErasedRange;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.LogCodec;
import java.util.List;
import java.util.concurrent.locks.Lock;

/// Takes the rows of one forgotten trace out of every family. In the log a stub stays, with the
/// digest that the hash chain runs over.
final class TraceEraser {
  private final StoreAccess access;
  private final Lock viewChanges;

  /// @param viewChanges held by whoever changes views and their counts
  TraceEraser(StoreAccess access, Lock viewChanges) {
    this.access = access;
    this.viewChanges = viewChanges;
  }

  /// The first and last record of a trace; none when nothing of it is stored.
  static ErasedRange rangeOf(StoreSnapshot snapshot, TraceId trace) {
    long first = Long.MAX_VALUE;
    long last = 0;
    for (int bucket : Directory.allBucketsOfTrace(snapshot, trace)) {
      try (RowCursor rows = snapshot.lookUp(Family.TRACE, Keys.traceRows(bucket, trace))) {
        for (; rows.isValid(); rows.next()) {
          first = Math.min(first, Keys.lastSequence(rows.key()));
          last = Math.max(last, Keys.lastSequence(rows.key()));
        }
      }
    }
    return last == 0 ? ErasedRange.NONE : new ErasedRange(first, last);
  }

  /// Erases all rows in one batch, which also notes where they lay.
  void erase(TraceId trace, ErasedRange range) {
    viewChanges.lock();
    try (WriteUnit unit = access.beginWrite();
        StoreSnapshot before = new StoreSnapshot(unit.handle())) {
      List<Integer> buckets = Directory.allBucketsOfTrace(before, trace);
      if (!buckets.isEmpty()) {
        TraceView none = new TraceView(trace, buckets.getLast(), List.of());
        new ViewWriter(before, unit).replace(List.of(none));
      }
      for (int bucket : buckets) {
        eraseRecords(before, unit, bucket, trace);
        eraseAll(before, unit, Family.TREE, Keys.traceRows(bucket, trace));
      }
      eraseAll(before, unit, Family.DIR, Keys.traceBuckets(trace));
      eraseAll(before, unit, Family.DIR, Keys.partialTraces(trace));
      unit.delete(Family.DEFAULT, Keys.staleTrace(trace));
      unit.put(Family.DEFAULT, Keys.erasedTrace(trace), range.toBytes());
      unit.commitSynced();
    } finally {
      viewChanges.unlock();
    }
  }

  private static void eraseRecords(
      StoreSnapshot before, WriteUnit unit, int bucket, TraceId trace) {
    try (RowCursor rows = before.lookUp(Family.TRACE, Keys.traceRows(bucket, trace))) {
      for (; rows.isValid(); rows.next()) {
        long sequence = Keys.lastSequence(rows.key());
        byte[] record = before.get(Family.LOG, Keys.sequence(sequence));
        if (record != null) {
          unit.put(Family.LOG, Keys.sequence(sequence), LogCodec.forgotten(record));
        }
        erasePieces(before, unit, sequence);
        unit.delete(Family.TRACE, rows.key());
      }
    }
  }

  /// A piece is referred to by records of its own trace only.
  private static void erasePieces(StoreSnapshot before, WriteUnit unit, long sequence) {
    try (RowCursor rows = before.rows(Family.CONTENT, new byte[0])) {
      for (rows.seek(Keys.piecesOf(sequence));
          rows.isValid() && Keys.recordOfPiece(rows.key()) == sequence;
          rows.next()) {
        unit.delete(Family.CONTENT, rows.key());
      }
    }
  }

  private static void eraseAll(StoreSnapshot before, WriteUnit unit, Family family, byte[] prefix) {
    try (RowCursor rows = before.rows(family, prefix)) {
      for (; rows.isValid(); rows.next()) {
        unit.delete(family, rows.key());
      }
    }
  }
}
