package io.treeline.processor.view;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;

/// Where the core gets its two times from. Safe for any number of threads.
public interface TimeSource {
  /// The process's own clocks.
  TimeSource SYSTEM =
      new TimeSource() {
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

        @Override
        public long unixNanos() {
          Instant now = Instant.now();
          return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        }

        @Override
        public long monotonicNanos() {
          return System.nanoTime();
        }

        @Override
        public long cpuNanos() {
          long nanos = threads.getCurrentThreadCpuTime();
          return nanos >= 0 ? nanos : System.nanoTime();
        }
      };

  /// Wall time: what arrivals and run states go by.
  long unixNanos();

  /// Time that never jumps: what waits are measured with. Its origin means nothing.
  long monotonicNanos();

  /// Processor time of this thread: what costs are measured with. On a busy machine much more time
  /// passes than is spent.
  default long cpuNanos() {
    return monotonicNanos();
  }
}
