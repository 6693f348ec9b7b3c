package io.treeline.model.telemetry;

import java.util.function.LongSupplier;

/// A value read when asked for.
public final class Gauge implements Instrument {
  private final LongSupplier supplier;

  Gauge(LongSupplier supplier) {
    this.supplier = supplier;
  }

  public long value() {
    return supplier.getAsLong();
  }
}
