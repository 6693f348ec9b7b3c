package io.treeline.storage;

import io.treeline.model.TraceId;
import io.treeline.model.store.Erasure;
import io.treeline.storage.codec.Bucket;
import io.treeline.storage.codec.ErasedRange;
import io.treeline.storage.codec.Keys;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.RocksDBException;

/// Erases forgotten traces, and goes on with that after a crash.
///
/// 1. The rows of a trace go in one batch, which leaves a mark with the stretch of the log that
///    they lay in.
/// 2. The files of that stretch are rewritten, so that not only the rows are gone but their bytes.
/// 3. The mark goes.
///
/// Traces that lay in the same data file are erased together. While step 1 runs nothing is
/// appended: a file that held new records beside the old stubs would reach over the whole log, and
/// be rewritten with all of it. One pass at a time, by whichever thread asks.
final class Eraser implements Erasure {
  private static final Logger LOG = System.getLogger(Eraser.class.getName());
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// Traces in one pass.
  private static final int MAX_TRACES = 1_000;

  private final StoreAccess access;
  private final RocksJournal journal;
  private final TraceEraser rows;
  private final Lock passing = new ReentrantLock();

  Eraser(StoreAccess access, RocksJournal journal, Lock viewChanges) {
    this.access = access;
    this.journal = journal;
    this.rows = new TraceEraser(access, viewChanges);
  }

  private record Due(TraceId trace, ErasedRange range, boolean rowsAreGone) {}

  @Override
  public boolean await(Collection<TraceId> traces, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      pass();
      if (!isAnyLeft(traces)) {
        return true;
      }
      if (deadline - System.nanoTime() < RETRY_NANOS) {
        return false;
      }
      try {
        TimeUnit.NANOSECONDS.sleep(RETRY_NANOS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  private boolean isAnyLeft(Collection<TraceId> traces) {
    try (StoreSnapshot snapshot = access.snapshot()) {
      return traces.stream()
          .anyMatch(trace -> snapshot.get(Family.DEFAULT, Keys.erasedTrace(trace)) != null);
    }
  }

  /// Erases what is due.
  ///
  /// @throws io.treeline.model.store.StoreException if the disk does not answer; the next pass goes
  ///   on where this one broke off
  void pass() {
    passing.lock();
    try {
      List<Due> due = due();
      while (!due.isEmpty()) {
        List<Due> group = due.subList(0, groupSize(due));
        if (!erase(group)) {
          return;
        }
        due = due();
      }
    } finally {
      passing.unlock();
    }
  }

  private List<Due> due() {
    List<Due> due = new ArrayList<>();
    try (StoreSnapshot snapshot = access.snapshot();
        RowCursor marks = snapshot.rows(Family.DEFAULT, Keys.erasedTraces())) {
      for (; marks.isValid() && due.size() < MAX_TRACES; marks.next()) {
        TraceId trace = Keys.traceOfMark(marks.key());
        ErasedRange range = ErasedRange.of(marks.value());
        due.add(
            range.isNone()
                ? new Due(trace, TraceEraser.rangeOf(snapshot, trace), false)
                : new Due(trace, range, true));
      }
    }
    due.sort(Comparator.comparingLong(one -> one.range.first()));
    return due;
  }

  /// How many of the first ones begin in the same data file of the log.
  private int groupSize(List<Due> due) {
    try (WriteUnit unit = access.beginWrite()) {
      long end = FilePurge.endOfLogFile(unit.handle(), due.getFirst().range.first());
      int size = 1;
      while (size < due.size() && due.get(size).range.first() <= end) {
        size++;
      }
      return size;
    }
  }

  private boolean erase(List<Due> group) {
    long first = Long.MAX_VALUE;
    long last = 0;
    for (Due one : group) {
      if (!one.range.isNone()) {
        first = Math.min(first, one.range.first());
        last = Math.max(last, one.range.last());
      }
    }
    ErasedRange all = last == 0 ? ErasedRange.NONE : new ErasedRange(first, last);
    journal.whileHeld(() -> eraseRows(group));
    if (!purge(all)) {
      return false;
    }
    try (WriteUnit unit = access.beginWrite()) {
      group.forEach(one -> unit.delete(Family.DEFAULT, Keys.erasedTrace(one.trace)));
      unit.commitSynced();
    }
    LOG.log(
        Level.INFO,
        "erased {0} traces that were deleted on request; records {1} to {2} were rewritten",
        group.size(),
        Long.toString(all.first()),
        Long.toString(all.last()));
    return true;
  }

  private void eraseRows(List<Due> group) {
    if (group.stream().allMatch(Due::rowsAreGone)) {
      return;
    }
    flush();
    for (Due one : group) {
      if (!one.rowsAreGone) {
        rows.erase(one.trace, one.range);
      }
    }
    flush();
  }

  private void flush() {
    try (WriteUnit unit = access.beginWrite()) {
      unit.handle().flushAll();
    } catch (RocksDBException e) {
      throw StoreFailures.onWrite(access.directory(), e);
    }
  }

  private boolean purge(ErasedRange range) {
    List<Bucket> buckets;
    try (StoreSnapshot snapshot = access.snapshot()) {
      buckets =
          BucketRegistry.read(snapshot).stream()
              .filter(bucket -> bucket.lastSequence() >= range.first())
              .filter(bucket -> bucket.firstSequence() <= range.last())
              .toList();
    }
    try (WriteUnit unit = access.beginWrite()) {
      return new FilePurge(StoreDirectory.database(access.directory()), unit.handle())
          .purge(range, buckets);
    } catch (RocksDBException e) {
      throw StoreFailures.onWrite(access.directory(), e);
    }
  }
}
