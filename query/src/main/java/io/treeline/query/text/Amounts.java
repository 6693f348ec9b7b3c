package io.treeline.query.text;

import io.treeline.query.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Durations, money, counts and sizes as people read them.
final class Amounts {
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
  private static final BigDecimal SMALLEST_SHOWN_USD = new BigDecimal("0.0001");
  private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Amounts() {}

  /// `412 ms`, `2.5 s`, `3 min 12 s`, `2 h 5 min`; nothing for an unknown duration.
  static String duration(@Nullable BigDecimal millis) {
    if (millis == null) {
      return "";
    }
    if (millis.signum() > 0 && millis.compareTo(BigDecimal.ONE) < 0) {
      return "<1 ms";
    }
    long whole = millis.setScale(0, RoundingMode.HALF_UP).longValue();
    if (whole < 1_000) {
      return whole + " ms";
    }
    BigDecimal seconds = millis.divide(THOUSAND, 1, RoundingMode.HALF_UP);
    if (seconds.compareTo(BigDecimal.valueOf(60)) < 0) {
      return seconds + " s";
    }
    long total = seconds.setScale(0, RoundingMode.HALF_UP).longValue();
    if (total < 3_600) {
      return total / 60 + " min " + total % 60 + " s";
    }
    return total / 3_600 + " h " + total % 3_600 / 60 + " min";
  }

  /// The age of something at a time, in its largest unit: `12s`, `3m`, `5h`, `2d`.
  static String age(long seconds) {
    if (seconds < 60) {
      return Math.max(0, seconds) + "s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + "m";
    }
    return seconds < 172_800 ? seconds / 3_600 + "h" : seconds / 86_400 + "d";
  }

  /// `$0.0061`, `$12.35`, `<$0.0001`, `unpriced` for an unknown amount.
  static String usd(@Nullable String usd) {
    if (usd == null) {
      return "unpriced";
    }
    BigDecimal amount = new BigDecimal(usd);
    if (amount.signum() == 0) {
      return "$0";
    }
    if (amount.compareTo(SMALLEST_SHOWN_USD) < 0) {
      return "<$0.0001";
    }
    int digits = amount.compareTo(BigDecimal.ONE) < 0 ? 4 : 2;
    return "$" + String.format(Locale.ROOT, "%,." + digits + "f", amount);
  }

  /// The cost object of a run or session: what is known, and how much is missing from it.
  static String cost(JsonValue cost) {
    long unpriced = cost.get("unpriced_calls").count(0);
    String usd = cost.get("usd").text();
    if (usd == null || unpriced == 0) {
      return usd(usd);
    }
    return usd(usd) + " + " + count(unpriced) + " unpriced";
  }

  /// `2,053`.
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /// `1 error`, `2 errors`.
  static String counted(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /// `512 B`, `4.8 MiB`.
  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1_024 && unit < BYTE_UNITS.length - 1) {
      value /= 1_024;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, "%.1f %s", value, BYTE_UNITS[unit]);
  }
}
