package io.treeline.processor.view;

import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.TraceView;
import io.treeline.model.ingest.Chunk;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The views that are not in the store yet: what makes a run readable before it is flushed.
///
/// Written by the core's thread, read by any number of others. A trace leaves in the same step in
/// which the store takes over, so a reader sees each of its runs once.
public final class LiveViews {
  private static final int OPTIMISTIC_ATTEMPTS = 3;

  private final Map<TraceId, LiveTrace> traces = new ConcurrentHashMap<>();
  private final StampedLock handover = new StampedLock();
  private final RecentSpans recentSpans = new RecentSpans();
  private final AtomicLong unflushedBytes = new AtomicLong();
  private final AtomicLong reflected = new AtomicLong();

  /// The unflushed runs of a trace, or null when the store has its newest.
  public @Nullable LiveTrace trace(TraceId traceId) {
    return traces.get(traceId);
  }

  /// Reads memory and store as they belong together: runs `read` with the unflushed traces, again
  /// when a flush came between. `read` must have no effects and must not wait.
  public <T> T consistently(Function<Map<TraceId, LiveTrace>, T> read) {
    for (int i = 0; i < OPTIMISTIC_ATTEMPTS; i++) {
      long stamp = handover.tryOptimisticRead();
      if (stamp != 0) {
        T answer = read.apply(Map.copyOf(traces));
        if (handover.validate(stamp)) {
          return answer;
        }
      }
    }
    long stamp = handover.readLock();
    try {
      return read.apply(Map.copyOf(traces));
    } finally {
      handover.unlockRead(stamp);
    }
  }

  /// The trace of a span that came in lately, or null; the answer may be out of date.
  public @Nullable TraceId traceOfRecentSpan(long spanId) {
    return recentSpans.traceOf(spanId);
  }

  /// How many chunks of the log the views reflect: its last sequence number less those that wait.
  public long reflectedChunks() {
    return reflected.get();
  }

  void saw(Chunk chunk) {
    recentSpans.add(chunk);
  }

  void reflects(long chunks) {
    reflected.set(chunks);
  }

  /// @param before the trace's runs until now
  void publish(TraceView view, List<Run> before) {
    LiveTrace old = traces.get(view.traceId());
    LiveTrace live = new LiveTrace(view, old == null ? before : old.stored());
    unflushedBytes.addAndGet(live.sizeBytes() - (old == null ? 0 : old.sizeBytes()));
    traces.put(view.traceId(), live);
  }

  long unflushedBytes() {
    return unflushedBytes.get();
  }

  List<TraceView> unflushed() {
    return traces.values().stream().map(LiveTrace::view).toList();
  }

  /// Hands all views over to the store: readers see either all of them here or all of them there.
  ///
  /// @param apply writes [#unflushed]; when it throws, everything stays as it was
  void handOver(Runnable apply) {
    long stamp = handover.writeLock();
    try {
      apply.run();
      traces.clear();
      unflushedBytes.set(0);
    } finally {
      handover.unlockWrite(stamp);
    }
  }
}
