package io.treeline.processor.view;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Transport;
import java.util.List;

/// Chunks whose meaning is in their entries alone; see [TrivialAssembler].
public final class TestChunks {
  private static final byte[] PAYLOAD = new byte[64];
  private static final ChunkDigest DIGEST = ChunkDigest.of(PAYLOAD);

  private TestChunks() {}

  public static TraceId trace(long number) {
    return new TraceId(0x7ace, number);
  }

  /// A span of one second that starts `second` seconds after the start of time.
  public static ChunkEntry span(long id, long parent, long second) {
    long start = ManualTime.START + second * 1_000_000_000L;
    return entry(id, parent, start, start + 1_000_000_000L, 100);
  }

  /// Like [#span], not ended yet.
  public static ChunkEntry open(long id, long parent, long second) {
    return entry(id, parent, ManualTime.START + second * 1_000_000_000L, 0, 50);
  }

  public static ChunkEntry entry(long id, long parent, long start, long end, int length) {
    int digest = Long.hashCode(id * 31 + end) * 31 + length;
    return new ChunkEntry(id, parent, start, end, 0, 0, length, digest);
  }

  public static Chunk spans(TraceId trace, long arrivalUnixNanos, ChunkEntry... entries) {
    return chunk(ChunkKind.SPANS, trace, arrivalUnixNanos, List.of(entries));
  }

  public static Chunk logs(TraceId trace, long arrivalUnixNanos, ChunkEntry... entries) {
    return chunk(ChunkKind.LOG_RECORDS, trace, arrivalUnixNanos, List.of(entries));
  }

  public static Chunk chunk(
      ChunkKind kind, TraceId trace, long arrivalUnixNanos, List<ChunkEntry> entries) {
    return new Chunk(kind, trace, PAYLOAD, entries, arrivalUnixNanos, Transport.GRPC, DIGEST);
  }
}
