package io.treeline.model.ingest;

/// One span or log record of a chunk: what can be known without decoding its attributes.
///
/// `offset` and `length` give the encoded `Span` or `LogRecord` message (without tag and length)
/// inside the chunk's payload. Times are Unix nanoseconds; `endUnixNanos` is 0 for an open span.
/// `flags` is the OTLP flags field. `digest` is the CRC-32C over the encoded resource, scope and
/// item, in that order. For a log record `spanId` is the span it belongs to, or 0, `parentSpanId`
/// is 0, and both times are the record's own. An entry of metrics is one `Metric`, at its arrival.
public record ChunkEntry(
    long spanId,
    long parentSpanId,
    long startUnixNanos,
    long endUnixNanos,
    int flags,
    int offset,
    int length,
    int digest) {

  /// Whether this version of a span wins over another of the same id: ended over open, later end,
  /// longer encoding, smaller digest (ADR-0001). Equal versions do not supersede each other.
  public boolean supersedes(ChunkEntry other) {
    boolean open = endUnixNanos == 0;
    boolean otherOpen = other.endUnixNanos == 0;
    if (open != otherOpen) {
      return otherOpen;
    }
    int byEnd = Long.compareUnsigned(endUnixNanos, other.endUnixNanos);
    if (byEnd != 0) {
      return byEnd > 0;
    }
    if (length != other.length) {
      return length > other.length;
    }
    return Integer.compareUnsigned(digest, other.digest) < 0;
  }

  /// Whether this is the same version of the same item, as an exporter's retry sends it.
  public boolean isSameVersion(ChunkEntry other) {
    return spanId == other.spanId
        && endUnixNanos == other.endUnixNanos
        && length == other.length
        && digest == other.digest;
  }
}
