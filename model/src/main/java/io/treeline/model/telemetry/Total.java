package io.treeline.model.telemetry;

import java.util.function.DoubleSupplier;

/// A total that somebody else keeps, which only grows, read when asked for.
public final class Total implements Instrument {
  private final DoubleSupplier supplier;

  Total(DoubleSupplier supplier) {
    this.supplier = supplier;
  }

  public double value() {
    return supplier.getAsDouble();
  }
}
