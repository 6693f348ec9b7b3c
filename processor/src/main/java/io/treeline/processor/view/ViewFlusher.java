package io.treeline.processor.view;

import io.treeline.model.TraceView;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.ViewStore;
import java.util.List;

/// Writes changed views and the cursor to the store, together and now and then. Owned by the core's
/// thread.
final class ViewFlusher {
  private final ViewStore store;
  private final LiveViews live;
  private final ViewSettings settings;
  private final Failures failures;
  private final ViewsTelemetry telemetry;
  private long storedCursor;
  private long lastNanos;

  ViewFlusher(ViewParts parts) {
    store = parts.store();
    live = parts.live();
    settings = parts.settings();
    failures = parts.failures();
    telemetry = parts.telemetry();
  }

  void resume(long cursor, long nowNanos) {
    storedCursor = cursor;
    lastNanos = nowNanos;
  }

  /// Whether so much waits for a store that does not take it that nothing should be added.
  boolean isBlocked() {
    return live.unflushedBytes() > settings.flushBytes() * ViewSettings.MAX_UNFLUSHED_FACTOR;
  }

  boolean isDue(long nowNanos) {
    long waited = nowNanos - lastNanos;
    return waited >= settings.flushInterval().toNanos()
        || live.unflushedBytes() >= settings.flushBytes() && waited >= Pace.SHORTEST.toNanos();
  }

  /// Writes what has changed; what fails stays in memory for the next time.
  void flush(long cursor, long nowNanos) {
    lastNanos = nowNanos;
    List<TraceView> changes = live.unflushed();
    if (changes.isEmpty() && cursor == storedCursor) {
      return;
    }
    try {
      live.handOver(() -> store.apply(changes, cursor));
      storedCursor = cursor;
      telemetry.flushed(changes.size());
    } catch (StoreException e) {
      failures.storeFailed("cannot write views", e);
    }
  }
}
