package io.treeline.receiver.scan;

/// Counts data points; nothing of a metric is kept.
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

  private final Tally tally;

  MetricVisitor(Tally tally) {
    this.tally = tally;
  }

  @Override
  public void item(WireReader in) throws MalformedWireException, RefusedException {
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
