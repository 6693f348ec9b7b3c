package io.treeline.receiver.http;

import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The timer of one channel, which is moved far more often than it fires: moving it later is a
/// write to a field. Used on the channel's event loop only.
final class Deadline {
  private static final long NONE = Long.MAX_VALUE;

  private final EventExecutor loop;
  private final Runnable onExpiry;
  private @Nullable Future<?> timer;
  private long expiryNanos = NONE;
  private long timerNanos;

  Deadline(EventExecutor loop, Runnable onExpiry) {
    this.loop = loop;
    this.onExpiry = onExpiry;
  }

  /// Fires after that time unless it is moved or cleared.
  void in(long nanos) {
    long now = System.nanoTime();
    expiryNanos = now + nanos;
    if (timer == null || timerNanos - expiryNanos > 0) {
      arm(now);
    }
  }

  void clear() {
    expiryNanos = NONE;
  }

  /// Never fires again and holds nothing.
  void end() {
    clear();
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void arm(long now) {
    if (timer != null) {
      timer.cancel(false);
    }
    timerNanos = expiryNanos;
    timer = loop.schedule(this::expire, expiryNanos - now, TimeUnit.NANOSECONDS);
  }

  private void expire() {
    timer = null;
    long now = System.nanoTime();
    if (expiryNanos == NONE) {
      return;
    }
    if (expiryNanos - now > 0) {
      arm(now);
      return;
    }
    expiryNanos = NONE;
    onExpiry.run();
  }
}
