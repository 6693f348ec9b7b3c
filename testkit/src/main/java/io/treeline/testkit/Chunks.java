package io.treeline.testkit;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Builds chunks from OTLP messages, as the receiver's scanner would: one per trace.
///
/// For tests only: it decodes and encodes everything, and takes any id for valid that has the right
/// length. Log records without a trace id are left out.
public final class Chunks {
  /// The arrival time of every chunk built here.
  public static final long ARRIVAL_UNIX_NANOS = 1_770_000_000_000_000_000L;

  private Chunks() {}

  /// The chunks of an encoded `TracesData` or `ExportTraceServiceRequest`, which are the same.
  public static List<Chunk> ofTraces(byte[] body) {
    try {
      return ofTraces(TracesData.parseFrom(body));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// One chunk per trace, in the order in which the traces first appear.
  public static List<Chunk> ofTraces(TracesData data) {
    SequencedMap<TraceId, TracesData.Builder> byTrace = new LinkedHashMap<>();
    for (ResourceSpans resource : data.getResourceSpansList()) {
      Map<TraceId, ResourceSpans.Builder> resources = new LinkedHashMap<>();
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        spansByTrace(scope)
            .forEach((trace, spans) ->
                resources
                    .computeIfAbsent(trace, t -> resource.toBuilder().clearScopeSpans())
                    .addScopeSpans(spans));
      }
      resources.forEach((trace, group) ->
          byTrace.computeIfAbsent(trace, t -> TracesData.newBuilder()).addResourceSpans(group));
    }
    return byTrace.entrySet().stream()
        .map(e -> chunk(ChunkKind.SPANS, e.getKey(), e.getValue().build().toByteArray()))
        .toList();
  }

  /// The chunks of an encoded `LogsData` or `ExportLogsServiceRequest`, which are the same.
  public static List<Chunk> ofLogs(byte[] body) {
    try {
      return ofLogs(LogsData.parseFrom(body));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// One chunk per trace that has log records, in the order in which the traces first appear.
  public static List<Chunk> ofLogs(LogsData data) {
    SequencedMap<TraceId, LogsData.Builder> byTrace = new LinkedHashMap<>();
    for (ResourceLogs resource : data.getResourceLogsList()) {
      Map<TraceId, ResourceLogs.Builder> resources = new LinkedHashMap<>();
      for (ScopeLogs scope : resource.getScopeLogsList()) {
        logsByTrace(scope)
            .forEach((trace, logs) ->
                resources
                    .computeIfAbsent(trace, t -> resource.toBuilder().clearScopeLogs())
                    .addScopeLogs(logs));
      }
      resources.forEach((trace, group) ->
          byTrace.computeIfAbsent(trace, t -> LogsData.newBuilder()).addResourceLogs(group));
    }
    return byTrace.entrySet().stream()
        .map(e -> chunk(ChunkKind.LOG_RECORDS, e.getKey(), e.getValue().build().toByteArray()))
        .toList();
  }

  private static Map<TraceId, ScopeSpans.Builder> spansByTrace(ScopeSpans scope) {
    Map<TraceId, ScopeSpans.Builder> groups = new LinkedHashMap<>();
    for (Span span : scope.getSpansList()) {
      groups
          .computeIfAbsent(traceId(span.getTraceId()), t -> scope.toBuilder().clearSpans())
          .addSpans(span);
    }
    return groups;
  }

  private static Map<TraceId, ScopeLogs.Builder> logsByTrace(ScopeLogs scope) {
    Map<TraceId, ScopeLogs.Builder> groups = new LinkedHashMap<>();
    for (LogRecord log : scope.getLogRecordsList()) {
      if (!log.getTraceId().isEmpty()) {
        groups
            .computeIfAbsent(traceId(log.getTraceId()), t -> scope.toBuilder().clearLogRecords())
            .addLogRecords(log);
      }
    }
    return groups;
  }

  private static Chunk chunk(ChunkKind kind, TraceId trace, byte[] payload) {
    return ChunkWalk.chunk(kind, trace, payload, ARRIVAL_UNIX_NANOS);
  }

  private static TraceId traceId(ByteString bytes) {
    var ids = bytes.asReadOnlyByteBuffer();
    return new TraceId(ids.getLong(), ids.getLong());
  }
}
