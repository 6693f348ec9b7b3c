package io.treeline.processor.read;

import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.read.RunOrder;

/// Where a run stands in a list: larger keys first, then newer starts, then smaller ids. The order
/// is total, so that a page ends at a place and the next one goes on from it, whatever came
/// between.
record RunPlace(long key, long startUnixNanos, RunId id) implements Comparable<RunPlace> {

  static RunPlace of(RunOrder order, Run run) {
    return new RunPlace(key(order, run), run.startUnixNanos(), run.id());
  }

  private static long key(RunOrder order, Run run) {
    return switch (order) {
      case NEWEST -> run.startUnixNanos();
      case OLDEST -> -run.startUnixNanos();
      case COST -> run.metrics().cost().nanoUsd();
      case TOKENS -> run.metrics().tokens().total();
      case DURATION -> run.metrics().latency().totalNanos();
    };
  }

  @Override
  public int compareTo(RunPlace other) {
    int byKey = Long.compare(other.key, key);
    if (byKey != 0) {
      return byKey;
    }
    int byStart = Long.compare(other.startUnixNanos, startUnixNanos);
    if (byStart != 0) {
      return byStart;
    }
    int byTrace = id.traceId().compareTo(other.id.traceId());
    return byTrace != 0 ? byTrace : Long.compareUnsigned(id.rootSpanId(), other.id.rootSpanId());
  }
}
