package io.treeline.query;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.MetricsData;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.SpanId;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Transport;
import io.treeline.model.store.StoredChunk;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Chunks as the log would hold them, built from OTLP messages.
public final class StoredSpans {
  private StoredSpans() {}

  public static Span span(TraceId traceId, long spanId, String name, long end) {
    return Span.newBuilder()
        .setTraceId(hex(traceId.toString()))
        .setSpanId(hex(SpanId.toHex(spanId)))
        .setName(name)
        .setStartTimeUnixNano(1_000)
        .setEndTimeUnixNano(end)
        .build();
  }

  /// One chunk; each inner list is a scope of its own, all under one resource.
  @SafeVarargs
  public static StoredChunk chunk(long sequence, TraceId traceId, List<Span>... scopes) {
    ResourceSpans.Builder resource =
        ResourceSpans.newBuilder()
            .setResource(Resource.newBuilder().addAttributes(text("service.name", "weather")));
    int number = 0;
    for (List<Span> spans : scopes) {
      resource.addScopeSpans(
          ScopeSpans.newBuilder()
              .setScope(InstrumentationScope.newBuilder().setName("scope-" + number++))
              .addAllSpans(spans));
    }
    TracesData data = TracesData.newBuilder().addResourceSpans(resource).build();
    byte[] payload = data.toByteArray();
    List<ChunkEntry> entries = new ArrayList<>();
    int from = 0;
    for (List<Span> spans : scopes) {
      for (Span span : spans) {
        byte[] bytes = span.toByteArray();
        from = indexOf(payload, bytes, from);
        entries.add(entry(span, from, bytes.length));
        from += bytes.length;
      }
    }
    return stored(sequence, traceId, ChunkKind.SPANS, payload, entries);
  }

  /// One chunk with one log record of a span.
  public static StoredChunk logChunk(long sequence, TraceId traceId, long spanId, String body) {
    LogRecord log =
        LogRecord.newBuilder()
            .setTraceId(hex(traceId.toString()))
            .setSpanId(hex(SpanId.toHex(spanId)))
            .setTimeUnixNano(5)
            .setBody(AnyValue.newBuilder().setStringValue(body))
            .build();
    byte[] payload =
        LogsData.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder().addScopeLogs(ScopeLogs.newBuilder().addLogRecords(log)))
            .build()
            .toByteArray();
    byte[] bytes = log.toByteArray();
    ChunkEntry entry =
        new ChunkEntry(
            spanId, 0, 5, 5, 0, indexOf(payload, bytes, 0), bytes.length, body.hashCode());
    return stored(sequence, traceId, ChunkKind.LOG_RECORDS, payload, List.of(entry));
  }

  /// One chunk with metrics of every kind of data point.
  public static StoredChunk metricsChunk(long sequence, MetricsData data) {
    byte[] payload = data.toByteArray();
    ChunkDigest digest = ChunkDigest.of(payload);
    ChunkEntry whole = new ChunkEntry(0, 0, 5, 5, 0, 0, payload.length, 0);
    TraceId id = new TraceId(digest.high(), digest.low());
    return stored(sequence, id, ChunkKind.METRICS, payload, List.of(whole));
  }

  public static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  public static ByteString hex(String digits) {
    return ByteString.copyFrom(HexFormat.of().parseHex(digits));
  }

  private static ChunkEntry entry(Span span, int offset, int length) {
    return new ChunkEntry(
        SpanId.parse(HexFormat.of().formatHex(span.getSpanId().toByteArray())),
        0,
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano(),
        span.getFlags(),
        offset,
        length,
        span.hashCode());
  }

  private static StoredChunk stored(
      long sequence, TraceId traceId, ChunkKind kind, byte[] payload, List<ChunkEntry> entries) {
    Chunk chunk =
        new Chunk(
            kind, traceId, payload, entries, sequence, Transport.GRPC, ChunkDigest.of(payload));
    return new StoredChunk(sequence, 1, chunk);
  }

  private static int indexOf(byte[] payload, byte[] part, int from) {
    for (int i = from; i <= payload.length - part.length; i++) {
      if (java.util.Arrays.equals(payload, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new IllegalArgumentException("not in the payload");
  }
}
