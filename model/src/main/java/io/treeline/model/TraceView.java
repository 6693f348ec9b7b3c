package io.treeline.model;

import java.util.List;

/// All runs of one trace as they are now: the unit in which views change.
///
/// `bucket` is the generation of the trace's earliest chunk, where its view rows live. An empty
/// list takes the trace's runs away.
public record TraceView(TraceId traceId, int bucket, List<Run> runs) {
  public TraceView {
    runs = List.copyOf(runs);
  }
}
