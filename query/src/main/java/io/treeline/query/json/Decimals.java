package io.treeline.query.json;

import java.math.BigDecimal;

/// Exact decimal text for amounts that the model keeps as integers.
public final class Decimals {
  private static final int NANO_DIGITS = 9;
  private static final int MILLI_DIGITS = 6;

  private Decimals() {}

  /// Nano-USD as plain USD without trailing zeros: `0.00123`.
  public static String usd(long nanoUsd) {
    return BigDecimal.valueOf(nanoUsd, NANO_DIGITS).stripTrailingZeros().toPlainString();
  }

  /// Nanoseconds as milliseconds with at least one fraction digit: `412.0`.
  public static String millis(long nanos) {
    BigDecimal millis = BigDecimal.valueOf(nanos, MILLI_DIGITS).stripTrailingZeros();
    return (millis.scale() < 1 ? millis.setScale(1) : millis).toPlainString();
  }

  /// Reads USD into nano-USD; what is finer is rounded up, so that a lower bound stays one.
  ///
  /// @throws IllegalArgumentException if `usd` is no decimal or out of range
  public static long parseUsd(String usd) {
    return scaled(usd, NANO_DIGITS);
  }

  /// Reads milliseconds into nanoseconds, as [#parseUsd] does.
  public static long parseMillis(String millis) {
    return scaled(millis, MILLI_DIGITS);
  }

  private static long scaled(String text, int digits) {
    try {
      BigDecimal value = new BigDecimal(text);
      if (value.precision() - value.scale() > NANO_DIGITS || value.scale() > 100) {
        throw new IllegalArgumentException("out of range: " + text);
      }
      return value
          .movePointRight(digits)
          .setScale(0, java.math.RoundingMode.CEILING)
          .longValueExact();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a decimal number: " + text, e);
    }
  }
}
