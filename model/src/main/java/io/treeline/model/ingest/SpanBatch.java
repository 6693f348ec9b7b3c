package io.treeline.model.ingest;

import java.util.List;

/// What one request brings to the ring: its chunks and their size.
///
/// `payloadBytes` is the sum over the chunks; all chunks are journalled in one write batch, so a
/// request is stored whole or not at all.
public record SpanBatch(List<Chunk> chunks, int items, long payloadBytes) {
  public SpanBatch {
    chunks = List.copyOf(chunks);
  }

  public static SpanBatch of(List<Chunk> chunks) {
    int items = 0;
    long bytes = 0;
    for (Chunk chunk : chunks) {
      items += chunk.entries().size();
      bytes += chunk.payload().length;
    }
    return new SpanBatch(chunks, items, bytes);
  }
}
