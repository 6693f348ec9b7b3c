package io.treeline.query.json;

import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/// Unix nanoseconds as RFC 3339 text in UTC with nine fraction digits, and back.
public final class Rfc3339 {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

  private Rfc3339() {}

  /// Formats a time; OTLP's times are unsigned, so is this one.
  public static String format(long unixNanos) {
    long seconds = Long.divideUnsigned(unixNanos, NANOS_PER_SECOND);
    long nanos = Long.remainderUnsigned(unixNanos, NANOS_PER_SECOND);
    return FORMAT.format(Instant.ofEpochSecond(seconds, nanos));
  }

  /// Reads a time with `Z` or an offset, fraction optional; unsigned, as [#format] takes it.
  ///
  /// @throws IllegalArgumentException if `text` is anything else, or no time of OTLP: they begin in
  ///   1970 and end in 2554
  public static long parse(String text) {
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return nanos(instant);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not an RFC 3339 time: " + text, e);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("a time before 1970 or after 2554: " + text, e);
    }
  }

  private static long nanos(Instant instant) {
    BigInteger nanos =
        BigInteger.valueOf(instant.getEpochSecond())
            .multiply(BigInteger.valueOf(NANOS_PER_SECOND))
            .add(BigInteger.valueOf(instant.getNano()));
    if (nanos.signum() < 0 || nanos.bitLength() > Long.SIZE) {
      throw new ArithmeticException("out of range");
    }
    return nanos.longValue();
  }
}
