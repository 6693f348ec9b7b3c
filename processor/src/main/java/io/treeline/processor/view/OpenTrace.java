package io.treeline.processor.view;

import io.treeline.model.Claim;
import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.TraceView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A trace that may still change: its facts, its runs as readers see them, and what is due next.
///
/// Facts and runs are null while the trace is dormant: known by its timers only, to be loaded from
/// the store when needed. Owned by the core's thread.
final class OpenTrace {
  static final long NEVER = Long.MAX_VALUE;
  static final int UNPLACED = 0;

  final TraceId traceId;

  /// Where the trace's view rows live, [#UNPLACED] until something of it is known to be stored.
  int bucket = UNPLACED;

  @Nullable TraceFacts facts;
  @Nullable List<Run> runs;

  /// The claims of the view last made, empty before the first.
  private List<Claim> claims = List.of();

  private List<Claim> foreign = List.of();

  /// Up to here the trace's items have been counted as new, duplicate or superseded, and are in its
  /// facts if it has any.
  long countedUpTo;

  /// First chunk that the runs do not reflect, [#NEVER] when they reflect all.
  long firstPending = NEVER;

  int pendingChunks;

  /// How many spans these chunks hold, each counted as often as it came.
  long pendingSpans;

  /// How often in a row the store did not answer.
  int failedLoads;

  /// Whether the trace waits for the end of the batch.
  boolean touched;

  /// Whether the stored runs must be replaced although the new ones may equal those in memory.
  boolean stale;

  /// Monotonic end of the last assembly, and what it cost.
  private long assembledAt = Long.MIN_VALUE;

  private long costNanos;

  /// How many spans the last assembly looked at.
  long assembledSpans;

  /// Monotonic time before which a failed assembly is not tried again.
  private long retryAt = Long.MIN_VALUE;

  /// Wall time at which a run's state changes if nothing comes, [#NEVER] when all are settled.
  long stateDueUnixNanos = NEVER;

  /// Monotonic time of the last chunk or assembly.
  long lastUsed;

  /// Monotonic due time of the timer that counts, [#NEVER] without one.
  long timerDue = NEVER;

  OpenTrace(TraceId traceId, long countedUpTo) {
    this.traceId = traceId;
    this.countedUpTo = countedUpTo;
  }

  /// Whether a view differs from what readers and the store have of the trace.
  boolean isNews(TraceView view, List<Run> before) {
    return !view.runs().equals(before)
        || !view.claims().equals(claims)
        || !view.foreign().equals(foreign);
  }

  void shown(TraceView view) {
    claims = view.claims();
    foreign = view.foreign();
  }

  void assembled(long nowNanos, long itsCostNanos) {
    assembledAt = nowNanos;
    costNanos = itsCostNanos;
    retryAt = Long.MIN_VALUE;
  }

  void failed(long nowNanos) {
    retryAt = nowNanos + ViewSettings.RETRY.toNanos();
  }

  /// Monotonic time before which the trace is not assembled again; earlier the more it grows.
  long notBefore() {
    long due =
        assembledAt == Long.MIN_VALUE
            ? assembledAt
            : assembledAt + Pace.waitNanos(costNanos, assembledSpans, pendingSpans);
    return Math.max(due, retryAt);
  }

  boolean isPending() {
    return firstPending != NEVER;
  }

  /// Whether retention has taken what the facts were read from.
  boolean isDropped(int firstBucket) {
    return bucket != UNPLACED && bucket < firstBucket;
  }

  boolean isSettled() {
    return !isPending() && stateDueUnixNanos == NEVER;
  }
}
