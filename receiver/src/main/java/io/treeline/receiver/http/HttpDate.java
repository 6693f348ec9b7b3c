package io.treeline.receiver.http;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The `Date` of answers, written once a second. Safe for any number of threads.
final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private record Stamp(long second, String text) {}

  private final InstantSource clock;
  private final AtomicReference<@Nullable Stamp> latest = new AtomicReference<>();

  HttpDate(InstantSource clock) {
    this.clock = clock;
  }

  String now() {
    long second = clock.millis() / 1_000;
    Stamp stamp = latest.get();
    if (stamp == null || stamp.second != second) {
      stamp = new Stamp(second, FORMAT.format(Instant.ofEpochSecond(second)));
      latest.set(stamp);
    }
    return stamp.text;
  }
}
