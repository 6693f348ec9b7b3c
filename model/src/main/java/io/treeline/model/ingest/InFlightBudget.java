package io.treeline.model.ingest;

import java.util.concurrent.atomic.AtomicLong;

/// The bytes that may be between socket and disk at one time. Safe for any number of threads.
public final class InFlightBudget {
  /// What small requests may use beyond the limit is this part of it.
  private static final int RESERVE_FRACTION = 8;

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
    return tryAcquire(bytes, limitBytes);
  }

  /// As [#tryAcquire], with the reserve that large requests cannot use up.
  public boolean tryAcquireSmall(long bytes) {
    return tryAcquire(bytes, limitBytes + limitBytes / RESERVE_FRACTION);
  }

  /// Takes `bytes` whatever is used; what is used beyond the limit keeps others out.
  public void acquire(long bytes) {
    usedBytes.addAndGet(bytes);
  }

  private boolean tryAcquire(long bytes, long limit) {
    long used = usedBytes.addAndGet(bytes);
    if (used <= limit) {
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
