package io.treeline.app.server;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import io.treeline.app.config.Config.GcIntervals;
import io.treeline.app.config.Config.MemoryLimiterConfig;
import io.treeline.model.ingest.SpanBatch;
import io.treeline.model.telemetry.Telemetry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/// The Collector's `memory_limiter`: looks at the memory in use every interval, and lets data be
/// refused, retryably, while it is above the soft limit.
///
/// In use are the heap as the last collection left it and direct buffers, not the garbage since. As
/// old garbage goes only with a full collection, one is asked for above the soft limit, at the
/// intervals of the configuration, which grow while it does not help. A thread of its own checks.
///
/// Source: opentelemetry-collector, internal/memorylimiter/memorylimiter.go (behaviour).
final class MemoryLimiter implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(MemoryLimiter.class.getName());
  private static final long MIB = 1_024 * 1_024;

  /// A collection that frees less than this part did not help.
  private static final int HELPS_PERCENT = 5;

  private final MemoryLimiterConfig config;
  private final LongSupplier usedBytes;
  private final Runnable collect;
  private final LongSupplier nanoTime;
  private final AtomicBoolean isAbove = new AtomicBoolean();
  private final List<ItemCounter> accepted;
  private final List<ItemCounter> refused;
  private final Thread thread =
      Thread.ofPlatform()
          .daemon()
          .name("treeline-memory-limiter")
          .unstarted(this::checkUntilClosed);

  // Owned by the checking thread.
  private Duration softInterval = Duration.ZERO;
  private Duration hardInterval = Duration.ZERO;
  private long lastCollectedNanos;
  private long lastUsedBytes;

  MemoryLimiter(
      MemoryLimiterConfig config,
      Telemetry telemetry,
      LongSupplier usedBytes,
      Runnable collect,
      LongSupplier nanoTime) {
    this.config = config;
    this.usedBytes = usedBytes;
    this.collect = collect;
    this.nanoTime = nanoTime;
    this.lastCollectedNanos = nanoTime.getAsLong();
    accepted = counters(telemetry, config.id(), "accepted", "Let pass by the memory limiter");
    refused = counters(telemetry, config.id(), "refused", "Refused by the memory limiter");
    ProcessorTelemetry.limiter(telemetry, config.id(), accepted.getFirst(), refused.getFirst());
  }

  /// The Collector's name of today, and the one before 0.155.
  private static List<ItemCounter> counters(
      Telemetry telemetry, String id, String what, String help) {
    Map<String, String> labels = Map.of("processor", id);
    return List.of(
        ItemCounter.of(telemetry, "otelcol_processor_memory_limiter_" + what, labels, help),
        ItemCounter.of(telemetry, "otelcol_processor_" + what, labels, help));
  }

  /// The limiter of this process, which checks until it is closed.
  static MemoryLimiter start(MemoryLimiterConfig config, Telemetry telemetry) {
    MemoryLimiter limiter =
        new MemoryLimiter(
            config, telemetry, MemoryLimiter::bytesInUse, System::gc, System::nanoTime);
    telemetry.gauge(
        "treeline_memory_limiter_used_bytes",
        Map.of("processor", config.id()),
        "Memory in use as the limiter sees it",
        MemoryLimiter::bytesInUse);
    limiter.check();
    limiter.thread.start();
    return limiter;
  }

  /// Whether the batch may pass; it is counted either way. Safe for any thread.
  boolean admits(SpanBatch batch) {
    boolean admits = !isAbove();
    (admits ? accepted : refused).forEach(counter -> counter.add(batch));
    return admits;
  }

  /// Whether data is to be refused. Safe for any thread.
  boolean isAbove() {
    return isAbove.get();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void checkUntilClosed() {
    try {
      while (true) {
        Thread.sleep(config.checkInterval());
        check();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /// One look at the memory.
  void check() {
    long used = usedBytes.getAsLong();
    observed(used);
    if (used >= config.softBytes() && isTimeToCollect(used)) {
      collect.run();
      lastCollectedNanos = nanoTime.getAsLong();
      long left = usedBytes.getAsLong();
      if (left >= config.softBytes() && left > used / 100 * (100 - HELPS_PERCENT)) {
        softInterval = longer(softInterval, config.whenSoft());
        hardInterval = longer(hardInterval, config.whenHard());
      }
      used = left;
      observed(used);
    }
    become(used >= config.softBytes(), used);
  }

  /// Memory that came down by itself ends the waiting between collections.
  private void observed(long used) {
    if (used < config.softBytes() || used <= lastUsedBytes / 100 * (100 - HELPS_PERCENT)) {
      softInterval = Duration.ZERO;
      hardInterval = Duration.ZERO;
    }
    lastUsedBytes = used;
  }

  private boolean isTimeToCollect(long used) {
    boolean isHard = used >= config.hardBytes();
    Duration min = isHard ? config.whenHard().min() : config.whenSoft().min();
    Duration grown = isHard ? hardInterval : softInterval;
    Duration interval = min.compareTo(grown) > 0 ? min : grown;
    return nanoTime.getAsLong() - lastCollectedNanos > interval.toNanos();
  }

  private Duration longer(Duration current, GcIntervals intervals) {
    if (intervals.max().isZero()) {
      return intervals.min();
    }
    Duration check = config.checkInterval();
    Duration floor = intervals.min().compareTo(check) > 0 ? intervals.min() : check;
    Duration doubled = (current.compareTo(floor) > 0 ? current : floor).multipliedBy(2);
    return doubled.compareTo(intervals.max()) > 0 ? intervals.max() : doubled;
  }

  private void become(boolean above, long used) {
    if (isAbove.getAndSet(above) != above) {
      LOGGER.log(
          above ? Level.WARNING : Level.INFO,
          above
              ? "memory is above the soft limit of {0}: {1} MiB of {2} MiB; refusing data"
              : "memory is back within the limit of {0}: {1} MiB of {2} MiB; taking data",
          config.id(),
          used / MIB,
          config.softBytes() / MIB);
    }
  }

  private static long bytesInUse() {
    GcInfo last = null;
    for (var bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      GcInfo info =
          bean instanceof GarbageCollectorMXBean collector ? collector.getLastGcInfo() : null;
      if (info != null && (last == null || info.getEndTime() > last.getEndTime())) {
        last = info;
      }
    }
    long heap = last == null ? heapNow() : heapAfter(last);
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      heap += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
    }
    return heap;
  }

  private static long heapNow() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /// The pools of the heap alone: code and classes are not what data fills.
  private static long heapAfter(GcInfo collection) {
    long used = 0;
    for (var pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage usage = collection.getMemoryUsageAfterGc().get(pool.getName());
      if (pool.getType() == java.lang.management.MemoryType.HEAP && usage != null) {
        used += usage.getUsed();
      }
    }
    return used;
  }
}
