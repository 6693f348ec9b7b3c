package io.treeline.storage.codec;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Transport;

/// One row of the `log`: a chunk without its entries, the bucket it belongs to, and the running
/// hash over the digests up to and with this one. `body` is the payload, or its packed form
/// ([Packed]).
public record LogRecord(
    ChunkKind kind,
    Transport transport,
    long arrivalUnixNanos,
    int bucket,
    TraceId traceId,
    ChunkDigest digest,
    ChunkDigest chain,
    boolean isPacked,
    byte[] body) {}
