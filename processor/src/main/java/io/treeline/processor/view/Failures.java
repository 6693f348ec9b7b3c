package io.treeline.processor.view;

import io.treeline.model.telemetry.Counter;
import io.treeline.model.telemetry.Telemetry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// What went wrong inside a stage although the pipeline goes on: recorded with its sequence number
/// in the dead letters, counted, and logged at most once a second. Safe for any number of threads.
public final class Failures {
  private static final Logger LOGGER = System.getLogger(Failures.class.getName());
  private static final long LOG_INTERVAL_NANOS = 1_000_000_000L;

  private final DeadLetters deadLetters;
  private final Counter recorded;
  private final Counter storeFailures;
  private final AtomicLong nextLogNanos = new AtomicLong(System.nanoTime());

  /// Keeps what a stage could not handle, e.g. [io.treeline.model.store.Journal#deadLetter].
  @FunctionalInterface
  public interface DeadLetters {
    void record(long sequence, String reason);
  }

  public Failures(DeadLetters deadLetters, Telemetry telemetry) {
    this.deadLetters = deadLetters;
    recorded =
        telemetry.counter(
            "treeline_dead_letters_total", Map.of(), "Chunks or requests a stage could not handle");
    storeFailures =
        telemetry.counter(
            "treeline_store_failures_total", Map.of(), "Reads and writes the disk refused");
  }

  /// A chunk that a stage cannot handle: our fault, or input nobody foresaw.
  ///
  /// @param sequence its sequence number, 0 when it has none
  public void deadLetter(long sequence, String what, Throwable cause) {
    recorded.increment();
    deadLetters.record(sequence, what + ": " + cause.getClass().getName());
    log(what + " (chunk " + sequence + ")", cause);
  }

  /// The disk does not answer; what could not be done will be tried again or was refused.
  public void storeFailed(String what, Throwable cause) {
    storeFailures.increment();
    log(what, cause);
  }

  private void log(String what, Throwable cause) {
    long now = System.nanoTime();
    long next = nextLogNanos.get();
    if (now - next >= 0 && nextLogNanos.compareAndSet(next, now + LOG_INTERVAL_NANOS)) {
      LOGGER.log(Level.ERROR, what, cause);
    }
  }
}
