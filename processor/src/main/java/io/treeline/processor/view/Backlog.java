package io.treeline.processor.view;

import java.util.List;
import java.util.TreeMap;

/// Which chunks no view reflects yet, so that the cursor never passes one of them. Owned by the
/// core's thread.
final class Backlog {
  private final TreeMap<Long, OpenTrace> byFirstChunk = new TreeMap<>();
  private long chunks;

  void add(OpenTrace trace, long sequence) {
    if (!trace.isPending()) {
      trace.firstPending = sequence;
      byFirstChunk.put(sequence, trace);
    }
    trace.pendingChunks++;
    chunks++;
  }

  /// The trace's runs reflect all its chunks now.
  void done(OpenTrace trace) {
    if (trace.isPending()) {
      byFirstChunk.remove(trace.firstPending);
      chunks -= trace.pendingChunks;
      trace.firstPending = OpenTrace.NEVER;
      trace.pendingChunks = 0;
    }
  }

  /// A copy of those that wait, the longest waiting first.
  List<OpenTrace> traces() {
    return List.copyOf(byFirstChunk.values());
  }

  long chunks() {
    return chunks;
  }

  /// The last sequence number up to which every chunk is reflected.
  long cursor(long position) {
    return byFirstChunk.isEmpty() ? position : byFirstChunk.firstKey() - 1;
  }
}
