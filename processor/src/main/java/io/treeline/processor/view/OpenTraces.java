package io.treeline.processor.view;

import io.treeline.model.TraceId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The traces that may still change, within bounds: of too many in memory the least recently
/// touched lose their facts, and those with nothing left to do are forgotten. Owned by the core's
/// thread; [#loadedCount] is safe for any.
final class OpenTraces {
  private final int maxLoaded;
  private final long maxBytes;
  private final Map<TraceId, OpenTrace> all = new HashMap<>();

  /// Those with facts, least recently touched first, each with the size it was counted with.
  private final LinkedHashMap<OpenTrace, Long> loaded = new LinkedHashMap<>(16, 0.75f, true);

  private final AtomicInteger loadedCount = new AtomicInteger();
  private long loadedBytes;
  private boolean leftOut;

  OpenTraces(int maxLoaded, long maxBytes) {
    this.maxLoaded = maxLoaded;
    this.maxBytes = maxBytes;
  }

  @Nullable OpenTrace get(TraceId traceId) {
    return all.get(traceId);
  }

  void add(OpenTrace trace) {
    all.put(trace.traceId, trace);
  }

  void remove(OpenTrace trace) {
    unload(trace);
    all.remove(trace.traceId);
  }

  /// Counts the trace's facts as they are now, as those touched most recently, and frees memory
  /// until the bounds hold; a pending trace stays known.
  void touch(OpenTrace trace) {
    if (trace.facts == null) {
      return;
    }
    long bytes = trace.facts.sizeBytes();
    Long before = loaded.put(trace, bytes);
    loadedBytes += bytes - (before == null ? 0 : before);
    loadedCount.set(loaded.size());
    while (loadedBytes > maxBytes || loaded.size() > maxLoaded) {
      evict(next());
    }
  }

  /// How many traces have their facts in memory.
  int loadedCount() {
    return loadedCount.get();
  }

  /// Whether one more trace may be kept for its timers alone. A no is remembered until
  /// [#takeBackLeftOut].
  boolean hasRoomForDormant() {
    boolean room = all.size() - loaded.size() < ViewSettings.MAX_DORMANT_TRACES;
    leftOut |= !room;
    return room;
  }

  /// Whether traces were left out and there is room for them again; the caller looks for them.
  boolean takeBackLeftOut() {
    boolean room = all.size() - loaded.size() < ViewSettings.MAX_DORMANT_TRACES / 2;
    boolean takeBack = leftOut && room;
    leftOut &= !takeBack;
    return takeBack;
  }

  /// The least recently touched, unless the newest alone takes more than there is room for: it must
  /// not push out all others first.
  private OpenTrace next() {
    OpenTrace newest = loaded.lastEntry().getKey();
    return loaded.lastEntry().getValue() > maxBytes ? newest : loaded.firstEntry().getKey();
  }

  private void evict(OpenTrace trace) {
    unload(trace);
    if (trace.isSettled() || !trace.isPending() && !hasRoomForDormant()) {
      all.remove(trace.traceId);
    }
  }

  /// Lets go of the trace's facts; what is needed of them is loaded again.
  void unload(OpenTrace trace) {
    Long bytes = loaded.remove(trace);
    loadedBytes -= bytes == null ? 0 : bytes;
    loadedCount.set(loaded.size());
    trace.facts = null;
    trace.runs = null;
  }
}
