package io.treeline.processor.cases;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.ingest.Chunk;
import io.treeline.testkit.Chunks;
import java.nio.ByteBuffer;
import java.util.List;

/// One span or log record of a case, on its way to being an export request.
final class CaseItem {
  static final long EPOCH_NANOS = 1_770_000_000_000_000_000L;
  private static final long MILLI = 1_000_000;
  private static final long TRACE_HIGH = 0x0af7651916cd43ddL;

  private final boolean isLog;
  private final Span.Builder span = Span.newBuilder();
  private final LogRecord.Builder log = LogRecord.newBuilder();
  private final Resource.Builder resource = Resource.newBuilder();
  private String scope = "case";

  private CaseItem(boolean isLog) {
    this.isLog = isLog;
  }

  static CaseItem span(long trace, long id, String name) {
    CaseItem item = new CaseItem(false);
    item.span.setTraceId(traceId(trace)).setSpanId(spanId(id)).setName(name);
    return item;
  }

  static CaseItem log(long trace, long spanId, String eventName) {
    CaseItem item = new CaseItem(true);
    item.log.setTraceId(traceId(trace)).setSpanId(spanId(spanId)).setEventName(eventName);
    item.log.setTimeUnixNano(EPOCH_NANOS);
    return item;
  }

  /// Milliseconds after [#EPOCH_NANOS]; an end below 0 leaves the span open.
  CaseItem at(long from, long to) {
    span.setStartTimeUnixNano(EPOCH_NANOS + from * MILLI);
    span.setEndTimeUnixNano(to < 0 ? 0 : EPOCH_NANOS + to * MILLI);
    return this;
  }

  CaseItem under(long parent) {
    span.setParentSpanId(spanId(parent));
    return this;
  }

  void attribute(String key, Object value) {
    KeyValue attribute = KeyValue.newBuilder().setKey(key).setValue(CaseValues.any(value)).build();
    if (isLog) {
      log.addAttributes(attribute);
    } else if (span.getEventsCount() > 0) {
      span.getEventsBuilder(span.getEventsCount() - 1).addAttributes(attribute);
    } else {
      span.addAttributes(attribute);
    }
  }

  void resource(String key, Object value) {
    resource.addAttributes(KeyValue.newBuilder().setKey(key).setValue(CaseValues.any(value)));
  }

  void body(Object value) {
    log.setBody(CaseValues.any(value));
  }

  void scope(String name) {
    scope = name;
  }

  /// Begins an event; the attributes that follow are its own.
  void event(String name, long atMillis) {
    span.addEventsBuilder().setName(name).setTimeUnixNano(EPOCH_NANOS + atMillis * MILLI);
  }

  void failed(String message) {
    span.setStatus(
        Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage(message));
  }

  void kind(String word) {
    span.setKind(Span.SpanKind.valueOf("SPAN_KIND_" + word.toUpperCase(java.util.Locale.ROOT)));
  }

  void flags(int flags) {
    span.setFlags(flags);
  }

  void link(long trace, long id) {
    span.addLinksBuilder().setTraceId(traceId(trace)).setSpanId(spanId(id));
  }

  List<Chunk> chunks() {
    InstrumentationScope named = InstrumentationScope.newBuilder().setName(scope).build();
    if (isLog) {
      LogsData.Builder data = LogsData.newBuilder();
      data.addResourceLogsBuilder()
          .setResource(resource)
          .addScopeLogsBuilder()
          .setScope(named)
          .addLogRecords(log);
      return Chunks.ofLogs(data.build());
    }
    TracesData.Builder data = TracesData.newBuilder();
    data.addResourceSpansBuilder()
        .setResource(resource)
        .addScopeSpansBuilder()
        .setScope(named)
        .addSpans(span);
    return Chunks.ofTraces(data.build());
  }

  private static ByteString traceId(long trace) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(TRACE_HIGH).putLong(trace).flip());
  }

  private static ByteString spanId(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).flip());
  }
}
