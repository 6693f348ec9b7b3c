package io.treeline.processor.cost;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.concurrent.TimeUnit;

/// When a price holds, in UTC.
sealed interface Validity {
  boolean covers(long unixNanos);

  /// What a price reference says of it, e.g. `@2025-06-10`.
  String label();

  /// At any time.
  record Always() implements Validity {
    @Override
    public boolean covers(long unixNanos) {
      return true;
    }

    @Override
    public String label() {
      return "";
    }
  }

  /// From midnight of a day on.
  record From(LocalDate day) implements Validity {
    @Override
    public boolean covers(long unixNanos) {
      return unixNanos >= TimeUnit.DAYS.toNanos(day.toEpochDay());
    }

    @Override
    public String label() {
      return "@" + day;
    }
  }

  /// Every day from one time until before another, perhaps over midnight.
  record Daily(LocalTime start, LocalTime end) implements Validity {
    private static final long NANOS_PER_DAY = TimeUnit.DAYS.toNanos(1);

    @Override
    public boolean covers(long unixNanos) {
      long time = Math.floorMod(unixNanos, NANOS_PER_DAY);
      boolean started = time >= start.toNanoOfDay();
      boolean ended = time >= end.toNanoOfDay();
      return end.isBefore(start) ? started || !ended : started && !ended;
    }

    @Override
    public String label() {
      return "@" + start + "-" + end;
    }
  }
}
