package io.treeline.model.ingest;

import java.util.concurrent.atomic.AtomicLong;

/// The bytes that may be between socket and disk at one time. Safe for any number of threads.
public final class InFlightBudget {
  private final long limitBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  public InFlightBudget(long limitBytes) {
    if (limitBytes <= 0) {
      throw new IllegalArgumentException("limitBytes");
    }
    this.limitBytes = limitBytes;
  }

  /// Takes `bytes` from the budget, or nothing and answers false.
  public boolean tryAcquire(long bytes) {
    long used = usedBytes.addAndGet(bytes);
    if (used <= limitBytes) {
      return true;
    }
    usedBytes.addAndGet(-bytes);
    return false;
  }

  public void release(long bytes) {
    usedBytes.addAndGet(-bytes);
  }

  public long usedBytes() {
    return usedBytes.get();
  }

  public long limitBytes() {
    return limitBytes;
  }
}
