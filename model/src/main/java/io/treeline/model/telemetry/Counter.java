package io.treeline.model.telemetry;

import java.util.concurrent.atomic.LongAdder;

/// A count that only grows while the process lives.
public final class Counter implements Instrument {
  private final LongAdder value = new LongAdder();

  Counter() {}

  public void add(long by) {
    value.add(by);
  }

  public void increment() {
    value.increment();
  }

  public long value() {
    return value.sum();
  }
}
