package io.treeline.model;

import java.util.List;

/// All runs of one trace as they are now: the unit in which views change.
///
/// `bucket` is the generation of the trace's earliest chunk, where its view rows live. An empty
/// list takes the trace's runs away. `claims` are the provider calls it shows; `foreign` those of
/// other traces that show one of them, too, which the runs take into account.
public record TraceView(
    TraceId traceId, int bucket, List<Run> runs, List<Claim> claims, List<Claim> foreign) {
  public TraceView {
    runs = List.copyOf(runs);
    claims = List.copyOf(claims);
    foreign = List.copyOf(foreign);
  }

  /// A trace without provider calls that could be shown elsewhere.
  public TraceView(TraceId traceId, int bucket, List<Run> runs) {
    this(traceId, bucket, runs, List.of(), List.of());
  }
}
