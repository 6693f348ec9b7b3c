package io.treeline.model;

import java.util.HexFormat;

/// The text form of 8-byte span ids, which the code carries as a big-endian `long`.
///
/// Zero is invalid in OTLP; as a parent id it means "no parent".
public final class SpanId {
  /// The parent id of a span that has none.
  public static final long NONE = 0;

  private static final HexFormat HEX = HexFormat.of();

  private SpanId() {}

  /// 16 lower-case hex digits.
  public static String toHex(long spanId) {
    return HEX.toHexDigits(spanId);
  }

  /// Reads 16 hex digits of either case.
  ///
  /// @throws IllegalArgumentException if `text` is anything else
  public static long parse(String text) {
    if (text.length() != 16) {
      throw new IllegalArgumentException("a span id has 16 hex digits");
    }
    return parseHex(text, 0);
  }

  static long parseHex(String text, int from) {
    return HexFormat.fromHexDigitsToLong(text, from, from + 16);
  }
}
