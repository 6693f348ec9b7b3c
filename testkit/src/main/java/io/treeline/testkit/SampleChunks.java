package io.treeline.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Chunks for tests. Payloads are any bytes: the store never looks into them.
public final class SampleChunks {
  public static final long ARRIVAL = 1_800_000_000_000_000_000L;

  private SampleChunks() {}

  public static TraceId trace(long n) {
    return new TraceId(0xABCD_0000L + n, ~n);
  }

  public static Chunk chunk(long trace, int spans) {
    return chunk(trace, spans, 40, ARRIVAL);
  }

  /// The same bytes as another trace's.
  public static Chunk copyOf(Chunk chunk, long trace) {
    return new Chunk(
        chunk.kind(),
        trace(trace),
        chunk.payload(),
        chunk.entries(),
        chunk.arrivalUnixNanos(),
        chunk.transport(),
        chunk.digest());
  }

  public static Chunk chunk(long trace, int spans, int spanBytes, long arrivalUnixNanos) {
    Random random = new Random(31 * trace + spans);
    byte[] payload = new byte[spans * spanBytes];
    random.nextBytes(payload);
    List<ChunkEntry> entries = new ArrayList<>();
    for (int i = 0; i < spans; i++) {
      long start = arrivalUnixNanos - 1_000_000_000L + i;
      entries.add(
          new ChunkEntry(
              trace * 1_000 + i + 1,
              i == 0 ? 0 : trace * 1_000 + 1,
              start,
              start + 5_000_000,
              1,
              i * spanBytes,
              spanBytes,
              random.nextInt()));
    }
    return new Chunk(
        ChunkKind.SPANS,
        trace(trace),
        payload,
        entries,
        arrivalUnixNanos,
        Transport.GRPC,
        ChunkDigest.of(payload));
  }

  /// Everything but the bucket and number that a store gives.
  public static void assertSame(Chunk actual, Chunk expected) {
    assertThat(actual.payload()).isEqualTo(expected.payload());
    assertThat(actual.entries()).isEqualTo(expected.entries());
    assertThat(actual.kind()).isEqualTo(expected.kind());
    assertThat(actual.traceId()).isEqualTo(expected.traceId());
    assertThat(actual.arrivalUnixNanos()).isEqualTo(expected.arrivalUnixNanos());
    assertThat(actual.transport()).isEqualTo(expected.transport());
    assertThat(actual.digest()).isEqualTo(expected.digest());
  }
}
