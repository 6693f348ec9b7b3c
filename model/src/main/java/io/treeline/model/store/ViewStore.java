package io.treeline.model.store;

import io.treeline.model.Claim;
import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.Session;
import io.treeline.model.TraceId;
import io.treeline.model.TraceView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps the derived views: runs, their index rows and session folds. Everything here can be
/// rebuilt from the log.
///
/// `apply` belongs to the assembling thread; reads are safe for any number of threads.
public interface ViewStore {

  /// Every chunk up to this sequence number is reflected in the stored views.
  long cursor();

  /// Replaces the runs of the given traces, their claims, index rows and sessions, and moves the
  /// cursor, in one atomic batch. Durability may lag: after a crash `cursor()` tells from where to
  /// go on. Runs in a bucket that was dropped meanwhile are left out.
  void apply(List<TraceView> changes, long cursor);

  /// Traces whose stored views no longer say what the log holds of them, because a part was
  /// dropped. They stay listed until [#apply] replaces them.
  List<TraceId> staleTraces(int atMost);

  /// The stored runs of one trace, in order of start; empty when there are none.
  List<Run> runsOfTrace(TraceId traceId);

  /// The stored claims to calls with that response hash, of any trace.
  List<Claim> claims(long responseHash);

  /// The claims of other traces that the stored runs of a trace take into account.
  List<Claim> foreignClaims(TraceId traceId);

  /// A run by its id or by one of its aliases.
  @Nullable Run run(RunId id);

  /// Visits runs newest start first (then by id), strictly after `after` when given, until the
  /// visitor answers false. `filter` lets the store pick an index; rows that do not match may be
  /// left out or not, the caller tests each row itself.
  void scanRuns(RunFilter filter, @Nullable RunPosition after, RunVisitor visitor);

  /// Number of stored runs.
  long countRuns();

  /// Runs that are neither ended nor abandoned, whose timers go on after a restart.
  List<Run> openRuns();

  @Nullable Session session(String sessionId);

  /// The stored fold of a session over all its buckets, for whoever must add unflushed runs.
  @Nullable SessionFold sessionFold(String sessionId);

  /// Visits sessions by last activity, newest first, strictly after `after` when given.
  void scanSessions(@Nullable SessionPosition after, SessionVisitor visitor);

  long countSessions();

  /// Where a scan of runs stands: the start time and id of the row last seen.
  record RunPosition(long startUnixNanos, RunId id) {}

  /// Where a scan of sessions stands.
  record SessionPosition(long lastUnixNanos, String sessionId) {}

  /// Receives runs; answers whether it wants more.
  @FunctionalInterface
  interface RunVisitor {
    boolean visit(Run run);
  }

  /// Receives sessions; answers whether it wants more.
  @FunctionalInterface
  interface SessionVisitor {
    boolean visit(String sessionId, SessionFold fold);
  }
}
