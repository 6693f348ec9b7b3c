package io.treeline.app.config;

import com.sun.management.OperatingSystemMXBean;
import io.treeline.app.config.Config.GcIntervals;
import io.treeline.app.config.Config.MemoryLimiterConfig;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `processors.memory_limiter` and the extension of that name.
///
/// Source: opentelemetry-collector, internal/memorylimiter/config.go.
final class MemoryLimiterKeys {
  private static final long MIB = 1_024 * 1_024;
  private static final long MAX_UINT32 = 0xFFFF_FFFFL;

  /// The spike limit is a fifth of the limit unless it is given.
  private static final int SPIKE_PART = 5;

  private MemoryLimiterKeys() {}

  /// The limiter, or null when something is wrong with it.
  static @Nullable MemoryLimiterConfig read(ComponentId id, Section limiter) {
    try (limiter) {
      Duration checkInterval = limiter.duration("check_interval", Duration.ZERO, "required");
      long limit = limiter.number("limit_mib", 0, 0, MAX_UINT32);
      long spike = limiter.number("spike_limit_mib", 0, 0, MAX_UINT32, "a fifth of limit_mib");
      long percentage = limiter.number("limit_percentage", 0, 0, 100);
      long spikePercentage =
          limiter.number("spike_limit_percentage", 0, 0, 100, "a fifth of limit_percentage");
      GcIntervals soft = intervals(limiter, "soft", Duration.ofSeconds(10));
      GcIntervals hard = intervals(limiter, "hard", Duration.ZERO);
      check(limiter, checkInterval, soft, hard);
      if (limit == 0 && percentage == 0) {
        limiter.problem("limit_mib", "limit_mib or limit_percentage must be greater than zero");
        return null;
      }
      boolean isFixed = limit > 0;
      if (limit > 0 && limit <= spike) {
        limiter.problem("spike_limit_mib", "must be smaller than limit_mib");
      }
      if (percentage > 0 && percentage <= spikePercentage) {
        limiter.problem("spike_limit_percentage", "must be smaller than limit_percentage");
      }
      long hardBytes = isFixed ? limit * MIB : partOfMemory(percentage);
      long spikeBytes = isFixed ? spike * MIB : partOfMemory(spikePercentage);
      long softBytes = hardBytes - (spikeBytes == 0 ? hardBytes / SPIKE_PART : spikeBytes);
      return new MemoryLimiterConfig(
          id.toString(), checkInterval, softBytes, hardBytes, soft, hard);
    }
  }

  private static GcIntervals intervals(Section limiter, String which, Duration min) {
    return new GcIntervals(
        limiter.duration("min_gc_interval_when_" + which + "_limited", min),
        limiter.duration("max_gc_interval_when_" + which + "_limited", Duration.ofSeconds(30)));
  }

  private static void check(
      Section limiter, Duration checkInterval, GcIntervals soft, GcIntervals hard) {
    if (checkInterval.isZero()) {
      limiter.problem("check_interval", "must be greater than zero");
    }
    if (soft.min().compareTo(hard.min()) < 0) {
      limiter.problem(
          "min_gc_interval_when_soft_limited",
          "must not be smaller than min_gc_interval_when_hard_limited");
    }
    checkMax(limiter, "soft", soft);
    checkMax(limiter, "hard", hard);
    boolean bothGrow = !soft.max().isZero() && !hard.max().isZero();
    if (bothGrow && soft.max().compareTo(hard.max()) < 0) {
      limiter.problem(
          "max_gc_interval_when_soft_limited",
          "must not be smaller than max_gc_interval_when_hard_limited");
    }
  }

  private static void checkMax(Section limiter, String which, GcIntervals intervals) {
    if (!intervals.max().isZero() && intervals.max().compareTo(intervals.min()) < 0) {
      limiter.problem(
          "max_gc_interval_when_" + which + "_limited",
          "must be zero or not smaller than min_gc_interval_when_" + which + "_limited");
    }
  }

  /// Of what the container or the machine has.
  private static long partOfMemory(long percentage) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return percentage == 0 ? 0 : system.getTotalMemorySize() / 100 * percentage;
  }
}
