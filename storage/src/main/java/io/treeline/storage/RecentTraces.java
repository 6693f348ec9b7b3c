package io.treeline.storage;

import io.treeline.model.TraceId;
import java.util.LinkedHashMap;
import java.util.Map;

/// Traces whose `dir` row for the current bucket is known to be written, so that it is not written
/// again with every chunk. Forgetting one costs a blind write. Of the journal's thread.
final class RecentTraces {
  private static final int MAX_TRACES = 16_384;

  private final Map<TraceId, Boolean> traces =
      new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TraceId, Boolean> eldest) {
          return size() > MAX_TRACES;
        }
      };

  /// Remembers a trace; answers whether it was unknown.
  boolean add(TraceId traceId) {
    return traces.put(traceId, Boolean.TRUE) == null;
  }

  void clear() {
    traces.clear();
  }
}
