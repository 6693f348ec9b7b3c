package io.treeline.processor.view;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Both times, moved by hand.
public final class ManualTime implements TimeSource {
  /// Some moment in 2026.
  public static final long START = 1_780_000_000_000_000_000L;

  private final AtomicLong elapsedNanos = new AtomicLong();

  @Override
  public long unixNanos() {
    return START + elapsedNanos.get();
  }

  @Override
  public long monotonicNanos() {
    return elapsedNanos.get();
  }

  public void advance(Duration by) {
    elapsedNanos.addAndGet(by.toNanos());
  }
}
