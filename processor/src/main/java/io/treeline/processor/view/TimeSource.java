package io.treeline.processor.view;

import java.time.Instant;

/// Where the core gets its two times from. Safe for any number of threads.
public interface TimeSource {
  /// The process's own clocks.
  TimeSource SYSTEM =
      new TimeSource() {
        @Override
        public long unixNanos() {
          Instant now = Instant.now();
          return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        }

        @Override
        public long monotonicNanos() {
          return System.nanoTime();
        }
      };

  /// Wall time: what arrivals and run states go by.
  long unixNanos();

  /// Time that never jumps: what costs and waits are measured with. Its origin means nothing.
  long monotonicNanos();
}
