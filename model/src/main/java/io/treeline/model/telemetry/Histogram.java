package io.treeline.model.telemetry;

import java.util.concurrent.atomic.LongAdder;

/// Durations in nanoseconds, counted in fixed buckets from 100 µs to 10 s.
public final class Histogram implements Instrument {
  private static final long[] BOUNDS_NANOS = {
    100_000L,
    250_000L,
    500_000L,
    1_000_000L,
    2_500_000L,
    5_000_000L,
    10_000_000L,
    25_000_000L,
    50_000_000L,
    100_000_000L,
    250_000_000L,
    500_000_000L,
    1_000_000_000L,
    2_500_000_000L,
    5_000_000_000L,
    10_000_000_000L
  };

  private final LongAdder[] counts = new LongAdder[BOUNDS_NANOS.length + 1];
  private final LongAdder sumNanos = new LongAdder();

  Histogram() {
    java.util.Arrays.setAll(counts, i -> new LongAdder());
  }

  public void record(long nanos) {
    int i = 0;
    while (i < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[i]) {
      i++;
    }
    counts[i].increment();
    sumNanos.add(nanos);
  }

  /// Upper bounds of the buckets in nanoseconds; one more bucket holds what is above.
  public static long[] boundsNanos() {
    return BOUNDS_NANOS.clone();
  }

  /// Counts per bucket, not cumulative.
  public long[] counts() {
    long[] values = new long[counts.length];
    for (int i = 0; i < counts.length; i++) {
      values[i] = counts[i].sum();
    }
    return values;
  }

  public long sumNanos() {
    return sumNanos.sum();
  }
}
