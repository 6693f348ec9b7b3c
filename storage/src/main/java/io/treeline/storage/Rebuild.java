package io.treeline.storage;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.Position;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Lets all views be made anew while the old ones are read: marks traces as stale, so many at a
/// time as the assembling stage has ahead, in the order of their ids. How far that has come is
/// stored, so a restart goes on with it.
final class Rebuild {
  private static final Logger LOG = System.getLogger(Rebuild.class.getName());

  /// Stale traces that wait at the same time.
  private static final int AHEAD = 1_000;

  private static final int DONE_PERCENT = 100;

  private final StoreAccess access;
  private final Lock passing = new ReentrantLock();

  Rebuild(StoreAccess access) {
    this.access = access;
  }

  /// Begins, or begins again.
  void start() {
    passing.lock();
    try (WriteUnit unit = access.beginWrite()) {
      unit.put(Family.DEFAULT, Keys.rebuild(), Position.write(new TraceId(0, 0)));
      unit.commitSynced();
      LOG.log(Level.INFO, "all views are made anew from the log, in the background");
    } finally {
      passing.unlock();
    }
  }

  /// Begins when the views were made by something else than `version` says.
  void startUnlessMadeBy(ChunkDigest version) {
    byte[] wanted = Position.write(new TraceId(version.high(), version.low()));
    byte[] found;
    boolean hasViews;
    try (StoreSnapshot snapshot = access.snapshot()) {
      found = snapshot.get(Family.DEFAULT, Keys.viewsVersion());
      hasViews = snapshot.get(Family.DEFAULT, Keys.cursor()) != null;
    }
    if (Arrays.equals(found, wanted)) {
      return;
    }
    if (hasViews) {
      LOG.log(Level.INFO, "dialects, prices or assembly have changed since the views were made");
      start();
    }
    try (WriteUnit unit = access.beginWrite()) {
      unit.put(Family.DEFAULT, Keys.viewsVersion(), wanted);
      unit.commit();
    }
  }

  /// How much of the traces is marked, 100 when no rebuild runs.
  int percent() {
    try (StoreSnapshot snapshot = access.snapshot()) {
      byte[] value = snapshot.get(Family.DEFAULT, Keys.rebuild());
      if (value == null) {
        return DONE_PERCENT;
      }
      long share = Position.read(value).high() >>> Integer.SIZE;
      return (int) (DONE_PERCENT * share >>> Integer.SIZE);
    }
  }

  /// Marks the next traces when the stage has taken most of those before.
  void pass() {
    passing.lock();
    try {
      markSome();
    } finally {
      passing.unlock();
    }
  }

  private void markSome() {
    try (WriteUnit unit = access.beginWrite();
        StoreSnapshot snapshot = new StoreSnapshot(unit.handle())) {
      byte @Nullable [] at = snapshot.get(Family.DEFAULT, Keys.rebuild());
      if (at == null || waiting(snapshot) > AHEAD / 2) {
        return;
      }
      List<TraceId> next = traces(snapshot, Position.read(at));
      next.forEach(trace -> unit.put(Family.DEFAULT, Keys.staleTrace(trace), new byte[0]));
      if (next.size() < AHEAD) {
        unit.delete(Family.DEFAULT, Keys.rebuild());
        LOG.log(Level.INFO, "the last traces are marked to have their views made anew");
      } else {
        unit.put(Family.DEFAULT, Keys.rebuild(), Position.write(next.getLast()));
      }
      unit.commit();
    }
  }

  private static int waiting(StoreSnapshot snapshot) {
    int waiting = 0;
    try (RowCursor rows = snapshot.rows(Family.DEFAULT, Keys.staleTraces())) {
      for (; rows.isValid() && waiting <= AHEAD; rows.next()) {
        waiting++;
      }
    }
    return waiting;
  }

  /// The traces after one, in the order of their ids.
  private static List<TraceId> traces(StoreSnapshot snapshot, TraceId after) {
    List<TraceId> traces = new ArrayList<>();
    TraceId last = after;
    try (RowCursor rows = snapshot.rows(Family.DIR, Keys.allTraceBuckets())) {
      rows.seek(Keys.traceBuckets(after));
      for (; rows.isValid() && traces.size() < AHEAD; rows.next()) {
        TraceId trace = Keys.traceOfMark(rows.key());
        if (!trace.equals(last)) {
          traces.add(trace);
          last = trace;
        }
      }
    }
    return traces;
  }
}
