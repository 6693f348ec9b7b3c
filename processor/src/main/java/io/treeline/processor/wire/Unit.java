package io.treeline.processor.wire;

/// The unit of a number on the wire; canonical fields are whole counts, nanoseconds or nano-USD.
public enum Unit {
  NONE(1, 1L << 40),
  SECONDS(1e9, 1L << 60),
  MILLISECONDS(1e6, 1L << 60),
  USD(1e9, 1L << 60),

  /// A moment in ISO 8601, as nanoseconds since 1970; only texts have it.
  TIME(0, 0);

  private final double scale;
  private final long max;

  Unit(double scale, long max) {
    this.scale = scale;
    this.max = max;
  }

  /// The canonical count, saturated; -1 (absent) for what is no number or negative.
  public long convert(double value) {
    if (this == TIME || Double.isNaN(value) || value < 0) {
      return -1;
    }
    return value * scale >= max ? max : Math.round(value * scale);
  }

  public long convert(long value) {
    return this == NONE ? value < 0 ? -1 : Math.min(value, max) : convert((double) value);
  }
}
