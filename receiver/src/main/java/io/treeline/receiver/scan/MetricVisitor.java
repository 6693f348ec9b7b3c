package io.treeline.receiver.scan;

/// Counts data points, and notes the metrics if they are kept, as of no trace.
///
/// Source: opentelemetry/proto/metrics/v1/metrics.proto, message Metric: whatever its kind, the
/// data points are field 1 of it.
final class MetricVisitor implements ItemVisitor {
  private static final int GAUGE = WireReader.lengthTag(5);
  private static final int SUM = WireReader.lengthTag(7);
  private static final int HISTOGRAM = WireReader.lengthTag(9);
  private static final int EXPONENTIAL_HISTOGRAM = WireReader.lengthTag(10);
  private static final int SUMMARY = WireReader.lengthTag(11);
  private static final int DATA_POINTS = WireReader.lengthTag(1);

  private final ItemTable items;
  private final Envelopes envelopes;
  private final Tally tally;
  private final MetricsPolicy policy;
  private final long arrivalUnixNanos;
  private final Ids none = new Ids();

  MetricVisitor(
      ItemTable items,
      Envelopes envelopes,
      Tally tally,
      MetricsPolicy policy,
      long arrivalUnixNanos) {
    this.items = items;
    this.envelopes = envelopes;
    this.tally = tally;
    this.policy = policy;
    this.arrivalUnixNanos = arrivalUnixNanos;
  }

  @Override
  public void resource(int from, int to) {
    envelopes.openResource(from, to);
  }

  @Override
  public void scope(int from, int to) {
    envelopes.openScope(from, to);
  }

  @Override
  public void item(WireReader in) throws MalformedWireException, RefusedException {
    int from = in.position();
    int to = in.limit();
    count(in);
    if (policy == MetricsPolicy.KEEP) {
      items.add(none, arrivalUnixNanos, arrivalUnixNanos, 0, from, to - from);
      items.place(envelopes.number(), envelopes.digest(from, to));
    }
  }

  private void count(WireReader in) throws MalformedWireException, RefusedException {
    while (in.hasMore()) {
      int tag = in.tag();
      if (holdsDataPoints(tag)) {
        int outerLimit = in.enter();
        countDataPoints(in);
        in.leave(outerLimit);
      } else {
        in.skip(tag);
      }
    }
  }

  private static boolean holdsDataPoints(int tag) {
    return tag == GAUGE
        || tag == SUM
        || tag == HISTOGRAM
        || tag == EXPONENTIAL_HISTOGRAM
        || tag == SUMMARY;
  }

  private void countDataPoints(WireReader in) throws MalformedWireException, RefusedException {
    while (in.hasMore()) {
      int tag = in.tag();
      in.skip(tag);
      if (tag == DATA_POINTS) {
        tally.receive();
      }
    }
  }
}
