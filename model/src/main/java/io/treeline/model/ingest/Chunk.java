package io.treeline.model.ingest;

import io.treeline.model.TraceId;
import java.util.List;

/// The spans, or the log records, of one trace from one request.
///
/// `payload` is a serialised `TracesData` or `LogsData` that holds exactly the entries (resource
/// and scope once per group), each item byte for byte as received. It is shared, not copied: nobody
/// changes it after construction. `entries` are in payload order and not empty. `digest` is the
/// first 16 bytes of the SHA-256 of the payload. `landmarks` help the journal to store repeated
/// bytes once; a chunk that was read back has none.
public record Chunk(
    ChunkKind kind,
    TraceId traceId,
    byte[] payload,
    List<ChunkEntry> entries,
    long arrivalUnixNanos,
    Transport transport,
    ChunkDigest digest,
    Landmarks landmarks) {
  public Chunk {
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("a chunk without entries");
    }
    entries = List.copyOf(entries);
  }

  /// A chunk on its way in, with landmarks in its large items.
  public Chunk(
      ChunkKind kind,
      TraceId traceId,
      byte[] payload,
      List<ChunkEntry> entries,
      long arrivalUnixNanos,
      Transport transport,
      ChunkDigest digest) {
    this(
        kind,
        traceId,
        payload,
        entries,
        arrivalUnixNanos,
        transport,
        digest,
        Landmarks.of(payload, entries));
  }
}
