package io.treeline.processor.dialect;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.ingest.Chunk;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.testkit.Chunks;
import java.util.List;
import java.util.Map;

/// Builds one span in a few words and decodes it with the bundled dialects.
final class SpanOf {
  static final long START = 1_770_000_000_000_000_000L;

  private static final ByteString TRACE_ID = ByteString.fromHex("0af7651916cd43dd8448eb211c80319c");
  private static final ByteString SPAN_ID = ByteString.fromHex("b7ad6b7169203331");
  private static final Dialects BUNDLED = Dialects.bundled();

  private final Span.Builder span = Span.newBuilder();
  private String scope = "test";
  private Map<String, Object> resource = Map.of();

  private SpanOf(String name) {
    span.setName(name)
        .setTraceId(TRACE_ID)
        .setSpanId(SPAN_ID)
        .setStartTimeUnixNano(START)
        .setEndTimeUnixNano(START + 1_000_000);
  }

  static SpanOf name(String name) {
    return new SpanOf(name);
  }

  SpanOf scope(String name) {
    scope = name;
    return this;
  }

  SpanOf resource(String key, Object value) {
    resource = Map.of(key, value);
    return this;
  }

  SpanOf with(String key, Object value) {
    span.addAttributes(keyValue(key, value));
    return this;
  }

  SpanOf parent(String hex) {
    span.setParentSpanId(ByteString.fromHex(hex));
    return this;
  }

  SpanOf kind(Span.SpanKind kind) {
    span.setKind(kind);
    return this;
  }

  SpanOf failed(String message) {
    span.setStatus(
        Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage(message));
    return this;
  }

  SpanOf event(String name, long sinceStart, Object... keysAndValues) {
    Span.Event.Builder event =
        Span.Event.newBuilder().setName(name).setTimeUnixNano(START + sinceStart);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      event.addAttributes(keyValue((String) keysAndValues[i], keysAndValues[i + 1]));
    }
    span.addEvents(event);
    return this;
  }

  Chunk chunk() {
    TracesData.Builder data = TracesData.newBuilder();
    var group = data.addResourceSpansBuilder();
    resource.forEach(
        (key, value) -> group.getResourceBuilder().addAttributes(keyValue(key, value)));
    group
        .addScopeSpansBuilder()
        .setScope(InstrumentationScope.newBuilder().setName(scope))
        .addSpans(span);
    return Chunks.ofTraces(data.build()).getFirst();
  }

  SpanFacts facts() {
    return facts(BUNDLED);
  }

  SpanFacts facts(Dialects dialects) {
    return dialects.decodeSpans(chunk()).getFirst();
  }

  /// Decodes a log record with an event name, a body and attributes.
  static LogFacts log(String eventName, Object body, Map<String, Object> attributes) {
    return BUNDLED.decodeLogs(logChunk(eventName, body, attributes)).getFirst();
  }

  static Chunk logChunk(String eventName, Object body, Map<String, Object> attributes) {
    LogRecord.Builder log =
        LogRecord.newBuilder()
            .setTraceId(TRACE_ID)
            .setSpanId(SPAN_ID)
            .setEventName(eventName)
            .setBody(value(body));
    attributes.forEach((key, value) -> log.addAttributes(keyValue(key, value)));
    LogsData.Builder data = LogsData.newBuilder();
    data.addResourceLogsBuilder().addScopeLogsBuilder().addLogRecords(log);
    return Chunks.ofLogs(data.build()).getFirst();
  }

  private static KeyValue keyValue(String key, Object value) {
    return KeyValue.newBuilder().setKey(key).setValue(value(value)).build();
  }

  /// String, Integer, Long, Double, Boolean, List and Map become what they are in OTLP.
  static AnyValue value(Object value) {
    AnyValue.Builder any = AnyValue.newBuilder();
    switch (value) {
      case String text -> any.setStringValue(text);
      case Integer number -> any.setIntValue(number);
      case Long number -> any.setIntValue(number);
      case Double number -> any.setDoubleValue(number);
      case Boolean flag -> any.setBoolValue(flag);
      case List<?> list -> any.setArrayValue(array(list));
      case Map<?, ?> map -> any.setKvlistValue(object(map));
      default -> throw new IllegalArgumentException(value.getClass().getName());
    }
    return any.build();
  }

  private static ArrayValue array(List<?> list) {
    ArrayValue.Builder array = ArrayValue.newBuilder();
    list.forEach(element -> array.addValues(value(element)));
    return array.build();
  }

  private static KeyValueList object(Map<?, ?> map) {
    KeyValueList.Builder object = KeyValueList.newBuilder();
    map.forEach((key, element) -> object.addValues(keyValue(String.valueOf(key), element)));
    return object.build();
  }
}
