package io.treeline.storage;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The two clocks of a store, in nanoseconds: the wall's, which may jump, and a monotonic one,
/// which stands still while the machine sleeps.
record StoreClock(LongSupplier wallUnixNanos, LongSupplier monotonicNanos) {
  static final StoreClock SYSTEM = new StoreClock(StoreClock::unixNanos, System::nanoTime);

  private static long unixNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }
}
