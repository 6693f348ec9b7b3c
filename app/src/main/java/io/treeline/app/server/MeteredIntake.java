package io.treeline.app.server;

import io.treeline.model.ingest.Ack;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.SpanBatch;
import io.treeline.model.ingest.SpanIntake;
import io.treeline.model.telemetry.Telemetry;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Stands between the receivers and the ring: refuses above the memory limit, counts what the ring
/// takes and refuses, and knows whether data is being refused.
///
/// Safe for any number of threads; never waits.
final class MeteredIntake implements SpanIntake {
  /// How long after the last refusal, with nothing taken since, the process counts as refusing.
  private static final long REFUSING_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final Map<String, String> EXPORTER = Map.of("exporter", "treeline");
  private static final long NEVER = Long.MIN_VALUE;

  private final SpanIntake ring;
  private final Predicate<SpanBatch> limiter;
  private final LongSupplier nanoTime;
  private final ItemCounter notTaken;
  private final AtomicLong inFlight = new AtomicLong();
  private final AtomicLong lastRefusedNanos = new AtomicLong(NEVER);
  private final AtomicLong lastTakenNanos = new AtomicLong(NEVER);

  /// @param limiter whether memory allows a batch; quick and safe for any thread
  MeteredIntake(
      SpanIntake ring, Predicate<SpanBatch> limiter, Telemetry telemetry, LongSupplier nanoTime) {
    this.ring = ring;
    this.limiter = limiter;
    this.nanoTime = nanoTime;
    notTaken =
        ItemCounter.of(
            telemetry,
            "otelcol_exporter_enqueue_failed",
            EXPORTER,
            "Of requests that the ring had no room for");
    telemetry.gauge(
        "otelcol_exporter_in_flight_requests",
        EXPORTER,
        "Requests that wait for their answer",
        inFlight::get);
  }

  @Override
  public @Nullable Refusal offer(SpanBatch batch, Ack ack) {
    if (!limiter.test(batch)) {
      return Refusal.retryable(RefusalReason.MEMORY_LIMIT, "data refused due to high memory usage");
    }
    inFlight.incrementAndGet();
    Refusal refusal =
        ring.offer(
            batch,
            verdict -> {
              settled(verdict);
              ack.done(verdict);
            });
    if (refusal != null) {
      settled(refusal);
      notTaken.add(batch);
    }
    return refusal;
  }

  /// Whether the ring or the disk has refused lately and taken nothing since.
  boolean isRefusing() {
    long refused = lastRefusedNanos.get();
    long taken = lastTakenNanos.get();
    return refused != NEVER
        && (taken == NEVER || taken - refused < 0)
        && nanoTime.getAsLong() - refused < REFUSING_NANOS;
  }

  private void settled(@Nullable Refusal refusal) {
    inFlight.decrementAndGet();
    (refusal == null ? lastTakenNanos : lastRefusedNanos).set(nanoTime.getAsLong());
  }
}
