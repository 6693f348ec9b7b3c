package io.treeline.processor.view;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Which chunks no view reflects yet, so that the cursor never passes one of them. Owned by the
/// core's thread.
///
/// A chunk of one trace may concern another one, whose claims it changes: then both wait for it.
final class Backlog {
  private final TreeMap<Long, List<OpenTrace>> byFirstChunk = new TreeMap<>();
  private long chunks;

  void add(OpenTrace trace, long sequence) {
    if (!trace.isPending()) {
      trace.firstPending = sequence;
      byFirstChunk.computeIfAbsent(sequence, s -> new ArrayList<>(1)).add(trace);
    }
    trace.pendingChunks++;
    chunks++;
  }

  /// The trace's runs reflect all its chunks now.
  void done(OpenTrace trace) {
    if (trace.isPending()) {
      byFirstChunk.computeIfPresent(
          trace.firstPending,
          (sequence, waiting) -> {
            waiting.remove(trace);
            return waiting.isEmpty() ? null : waiting;
          });
      chunks -= trace.pendingChunks;
      trace.firstPending = OpenTrace.NEVER;
      trace.pendingChunks = 0;
      trace.pendingSpans = 0;
    }
  }

  /// A copy of those that wait, the longest waiting first.
  List<OpenTrace> traces() {
    return byFirstChunk.values().stream().flatMap(List::stream).toList();
  }

  long chunks() {
    return chunks;
  }

  /// The last sequence number up to which every chunk is reflected.
  long cursor(long position) {
    return byFirstChunk.isEmpty() ? position : byFirstChunk.firstKey() - 1;
  }
}
