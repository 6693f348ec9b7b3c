package io.treeline.app.server;

import io.treeline.model.store.SpanReader;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.StoreStats;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.storage.RocksStore;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// What the store holds, as gauges. One look at the store serves all of them for a second.
final class StoreTelemetry {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SpanReader spans;
  private final AtomicReference<Look> last;

  private record Look(StoreStats stats, long takenNanos) {}

  private StoreTelemetry(SpanReader spans) {
    this.spans = spans;
    last = new AtomicReference<>(new Look(spans.stats(), System.nanoTime()));
  }

  static void register(Telemetry telemetry, RocksStore opened) {
    SpanReader spans = opened.spans();
    telemetry.gauge(
        "treeline_reindexed_percent",
        Map.of(),
        "Traces marked to have their views made anew, 100 when no rebuild runs",
        opened::reindexedPercent);
    StoreTelemetry store = new StoreTelemetry(spans);
    telemetry.gauge(
        "treeline_store_disk_bytes",
        Map.of(),
        "Bytes of the data directory on disk",
        () -> store.stats().bytes());
    telemetry.gauge(
        "treeline_store_chunks", Map.of(), "Records in the log", () -> store.stats().chunks());
    telemetry.gauge(
        "treeline_store_dropped_chunks",
        Map.of(),
        "Records that retention has dropped",
        () -> store.stats().dropped().chunks());
    telemetry.gauge(
        "treeline_store_dropped_bytes",
        Map.of(),
        "Bytes, as received, that retention has dropped",
        () -> store.stats().dropped().bytes());
    for (String family : store.stats().bytesByColumnFamily().keySet()) {
      telemetry.gauge(
          "treeline_store_bytes",
          Map.of("cf", family),
          "Bytes per column family",
          () -> store.stats().bytesByColumnFamily().getOrDefault(family, 0L));
    }
  }

  private StoreStats stats() {
    Look look = java.util.Objects.requireNonNull(last.get());
    if (System.nanoTime() - look.takenNanos < FRESH_NANOS) {
      return look.stats;
    }
    try {
      Look next = new Look(spans.stats(), System.nanoTime());
      last.set(next);
      return next.stats;
    } catch (StoreException e) {
      return look.stats;
    }
  }
}
