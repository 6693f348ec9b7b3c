package io.treeline.storage.codec;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Transport;

/// One row of the `log`: a chunk without its entries, the bucket it belongs to, and the running
/// hash over the digests up to and with this one. `body` is the payload, its packed form
/// ([Packed]), or empty.
public record LogRecord(
    ChunkKind kind,
    Transport transport,
    long arrivalUnixNanos,
    int bucket,
    TraceId traceId,
    ChunkDigest digest,
    ChunkDigest chain,
    Form form,
    byte[] body) {

  /// How the payload is told.
  public enum Form {
    PLAIN,
    PACKED,
    /// It is gone: its trace was deleted on request.
    FORGOTTEN
  }

  public boolean isPacked() {
    return form == Form.PACKED;
  }

  public boolean isForgotten() {
    return form == Form.FORGOTTEN;
  }
}
