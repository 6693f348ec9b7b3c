package io.treeline.testkit;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// Finds where the items of a chunk's payload lie, by walking groups, scopes and items.
///
/// `TracesData`, `LogsData` and `MetricsData` have the same field numbers down to the items: 1
/// resource group { 1 resource, 2 scope group { 1 scope, 2 item } }.
final class ChunkWalk {
  private static final Range NOTHING = new Range(0, 0);

  private final ChunkKind kind;
  private final byte[] payload;
  private final long arrivalUnixNanos;
  private final List<ChunkEntry> entries = new ArrayList<>();

  private record Range(int offset, int length) {}

  private ChunkWalk(ChunkKind kind, byte[] payload, long arrivalUnixNanos) {
    this.kind = kind;
    this.payload = payload;
    this.arrivalUnixNanos = arrivalUnixNanos;
  }

  static Chunk chunk(ChunkKind kind, TraceId trace, byte[] payload, long arrivalUnixNanos) {
    ChunkWalk walk = new ChunkWalk(kind, payload, arrivalUnixNanos);
    try {
      walk.groups();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Chunk(
        kind,
        trace,
        payload,
        walk.entries,
        arrivalUnixNanos,
        Transport.REPLAY,
        ChunkDigest.of(payload));
  }

  private void groups() throws IOException {
    for (Range group : fields(new Range(0, payload.length), 1)) {
      Range resource = first(group);
      for (Range scopeGroup : fields(group, 2)) {
        Range scope = first(scopeGroup);
        for (Range item : fields(scopeGroup, 2)) {
          entries.add(entry(resource, scope, item));
        }
      }
    }
  }

  private Range first(Range message) throws IOException {
    List<Range> found = fields(message, 1);
    return found.isEmpty() ? NOTHING : found.getFirst();
  }

  private List<Range> fields(Range message, int number) throws IOException {
    List<Range> found = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(payload, message.offset(), message.length());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) != number) {
        in.skipField(tag);
        continue;
      }
      int length = in.readRawVarint32();
      found.add(new Range(message.offset() + in.getTotalBytesRead(), length));
      in.skipRawBytes(length);
    }
    return found;
  }

  private ChunkEntry entry(Range resource, Range scope, Range item) throws IOException {
    CRC32C digest = new CRC32C();
    for (Range part : List.of(resource, scope, item)) {
      digest.update(payload, part.offset(), part.length());
    }
    CodedInputStream in = CodedInputStream.newInstance(payload, item.offset(), item.length());
    return switch (kind) {
      case SPANS -> spanEntry(Span.parseFrom(in), item, (int) digest.getValue());
      case LOG_RECORDS, UNJOINED_LOG_RECORDS ->
          logEntry(LogRecord.parseFrom(in), item, (int) digest.getValue());
      case METRICS -> metricEntry(item, (int) digest.getValue());
      case FORGET -> throw new IllegalArgumentException("no telemetry");
    };
  }

  private static ChunkEntry spanEntry(Span span, Range item, int digest) {
    return new ChunkEntry(
        spanId(span.getSpanId()),
        spanId(span.getParentSpanId()),
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano(),
        span.getFlags(),
        item.offset(),
        item.length(),
        digest);
  }

  private static ChunkEntry logEntry(LogRecord log, Range item, int digest) {
    long time = log.getTimeUnixNano() != 0 ? log.getTimeUnixNano() : log.getObservedTimeUnixNano();
    return new ChunkEntry(
        spanId(log.getSpanId()),
        0,
        time,
        time,
        log.getFlags(),
        item.offset(),
        item.length(),
        digest);
  }

  private ChunkEntry metricEntry(Range item, int digest) {
    return new ChunkEntry(
        0, 0, arrivalUnixNanos, arrivalUnixNanos, 0, item.offset(), item.length(), digest);
  }

  private static long spanId(ByteString bytes) {
    return bytes.size() == Long.BYTES ? bytes.asReadOnlyByteBuffer().getLong() : 0;
  }
}
