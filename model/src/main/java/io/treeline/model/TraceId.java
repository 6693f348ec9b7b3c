package io.treeline.model;

/// The 16-byte id of a trace, as two big-endian halves.
///
/// Text form: 32 lower-case hex digits. The all-zero id is invalid in OTLP and never stored.
public record TraceId(long high, long low) implements Comparable<TraceId> {
  public static final int BYTES = 16;

  /// Reads 32 hex digits of either case.
  ///
  /// @throws IllegalArgumentException if `text` is anything else
  public static TraceId parse(String text) {
    if (text.length() != 32) {
      throw new IllegalArgumentException("a trace id has 32 hex digits");
    }
    return new TraceId(SpanId.parseHex(text, 0), SpanId.parseHex(text, 16));
  }

  public boolean isZero() {
    return high == 0 && low == 0;
  }

  @Override
  public int compareTo(TraceId other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    return SpanId.toHex(high) + SpanId.toHex(low);
  }
}
