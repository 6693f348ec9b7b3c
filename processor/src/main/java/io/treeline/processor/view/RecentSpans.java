package io.treeline.processor.view;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Which trace a span belongs to, for the spans that came in last. One thread writes, any read.
///
/// A table of fixed size in which a newer span takes the place of an older one, so it forgets, but
/// never grows; whoever uses an answer looks into the trace anyway.
final class RecentSpans {
  private static final int BITS = 16;

  /// 2⁶⁴ divided by the golden ratio: spreads ids that count up, too.
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private final AtomicReferenceArray<@Nullable Place> places =
      new AtomicReferenceArray<>(1 << BITS);

  private record Place(long spanId, TraceId traceId) {}

  void add(Chunk chunk) {
    for (ChunkEntry entry : chunk.entries()) {
      places.setRelease(slot(entry.spanId()), new Place(entry.spanId(), chunk.traceId()));
    }
  }

  @Nullable TraceId traceOf(long spanId) {
    Place place = places.getAcquire(slot(spanId));
    return place != null && place.spanId == spanId ? place.traceId : null;
  }

  private static int slot(long spanId) {
    return (int) (spanId * SPREAD >>> Long.SIZE - BITS);
  }
}
