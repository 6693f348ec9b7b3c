package io.treeline.app.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads durations as Go writes them, sizes, and names of a fixed set.
final class Quantities {
  private static final Pattern DURATION =
      Pattern.compile("([-+]?)((?:(?:\\d+\\.?\\d*|\\.\\d+)(?:ns|us|µs|μs|ms|s|m|h|d))+)");
  private static final Pattern DURATION_PART =
      Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h|d)");
  private static final Pattern SIZE =
      Pattern.compile("(\\d+)\\s*([KMGT]i?)?B?", Pattern.CASE_INSENSITIVE);
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L,
          "d", 86_400_000_000_000L);

  private static final BigDecimal MAX_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

  private Quantities() {}

  /// `1h30m`, `250ms`, `1.5s`, `7d`, `0`: Go's durations, and days.
  static Duration duration(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher whole = DURATION.matcher(text);
    BigDecimal nanos = BigDecimal.ZERO;
    if (whole.matches()) {
      Matcher part = DURATION_PART.matcher(whole.group(2));
      while (part.find()) {
        BigDecimal unit = BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L));
        nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit));
      }
    }
    if (!whole.matches() || nanos.compareTo(MAX_NANOS) > 0) {
      throw new IllegalArgumentException("expected a duration such as 5s, 30m or 168h");
    }
    long value = nanos.longValue();
    return Duration.ofNanos(whole.group(1).equals("-") ? -value : value);
  }

  /// As [#duration] reads it, in its largest unit that divides it.
  static String words(Duration duration) {
    long nanos = duration.toNanos();
    for (String unit : List.of("h", "m", "s", "ms")) {
      long size = NANOS.getOrDefault(unit, 1L);
      if (nanos != 0 && nanos % size == 0) {
        return nanos / size + unit;
      }
    }
    return nanos == 0 ? "0s" : nanos + "ns";
  }

  /// `10GiB`, `512 MiB`, `1000000`; K, M, G, T without `i` are powers of 1000.
  static long bytes(String text) {
    Matcher size = SIZE.matcher(text.strip());
    if (!size.matches()) {
      throw new IllegalArgumentException("expected a size such as 64MiB or 10GiB");
    }
    String unit = size.group(2) == null ? "" : size.group(2).toUpperCase(Locale.ROOT);
    long base = unit.endsWith("I") ? 1_024 : 1_000;
    long factor = 1;
    for (int i = 0; !unit.isEmpty() && i <= "KMGT".indexOf(unit.charAt(0)); i++) {
      factor *= base;
    }
    try {
      return Math.multiplyExact(Long.parseLong(size.group(1)), factor);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("is too large", e);
    }
  }

  /// As [#bytes] reads it, in its largest unit that divides it.
  static String sizeWords(long bytes) {
    String units = "TGMK";
    for (int i = 0; i < units.length(); i++) {
      long size = 1L << 10 * (units.length() - i);
      if (bytes != 0 && bytes % size == 0) {
        return bytes / size + "" + units.charAt(i) + "iB";
      }
    }
    return Long.toString(bytes);
  }

  static <E extends Enum<E>> E choice(Class<E> type, String text) {
    for (E value : type.getEnumConstants()) {
      if (word(value).equalsIgnoreCase(text)) {
        return value;
      }
    }
    throw new IllegalArgumentException("expected one of " + String.join(", ", words(type)));
  }

  /// The names of a choice as they are written.
  static <E extends Enum<E>> List<String> words(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Quantities::word).toList();
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// The known word at most two edits away from `word`, or null.
  static @Nullable String nearest(String word, Collection<String> known) {
    String best = null;
    int bestDistance = 3;
    for (String candidate : known) {
      int distance = distance(word, candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
