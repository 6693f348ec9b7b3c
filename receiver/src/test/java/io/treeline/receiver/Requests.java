package io.treeline.receiver;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.List;

/// Hand-made export requests.
public final class Requests {
  private Requests() {}

  public static ByteString traceId(long low) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(0xABCDL).putLong(low).flip());
  }

  public static ByteString spanId(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).flip());
  }

  public static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  public static Span span(long trace, long id) {
    return Span.newBuilder()
        .setTraceId(traceId(trace))
        .setSpanId(spanId(id))
        .setParentSpanId(spanId(id - 1))
        .setName("chat gpt-5")
        .setStartTimeUnixNano(1_000 + id)
        .setEndTimeUnixNano(2_000 + id)
        .setFlags(0x101)
        .addAttributes(attribute("gen_ai.operation.name", "chat"))
        .build();
  }

  public static Span.Builder invalidSpan() {
    return span(1, 1).toBuilder().setTraceId(ByteString.copyFromUtf8("short"));
  }

  public static ResourceSpans resourceSpans(String service, Span... spans) {
    return ResourceSpans.newBuilder()
        .setResource(resource(service))
        .setSchemaUrl("https://opentelemetry.io/schemas/1.40.0")
        .addScopeSpans(
            ScopeSpans.newBuilder()
                .setScope(InstrumentationScope.newBuilder().setName("scope of " + service))
                .setSchemaUrl("https://opentelemetry.io/schemas/1.39.0")
                .addAllSpans(List.of(spans)))
        .build();
  }

  public static Resource resource(String service) {
    return Resource.newBuilder().addAttributes(attribute("service.name", service)).build();
  }

  public static ExportTraceServiceRequest traces(Span... spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(resourceSpans("shop", spans))
        .build();
  }

  public static LogRecord.Builder logRecord(long trace, long span) {
    return LogRecord.newBuilder()
        .setTraceId(traceId(trace))
        .setSpanId(spanId(span))
        .setTimeUnixNano(5_000)
        .setObservedTimeUnixNano(6_000);
  }

  public static ExportLogsServiceRequest logs(LogRecord... records) {
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .setResource(resource("shop"))
                .addScopeLogs(ScopeLogs.newBuilder().addAllLogRecords(List.of(records))))
        .build();
  }

  public static ExportMetricsServiceRequest metrics(int points) {
    Gauge.Builder gauge = Gauge.newBuilder();
    for (int i = 0; i < points; i++) {
      gauge.addDataPoints(NumberDataPoint.newBuilder().setTimeUnixNano(i).setAsInt(i));
    }
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(resource("shop"))
                .addScopeMetrics(
                    ScopeMetrics.newBuilder()
                        .addMetrics(Metric.newBuilder().setName("queue").setGauge(gauge))))
        .build();
  }

  /// A trace request of about that many bytes, of well-formed spans in one trace.
  public static byte[] tracesOfAbout(int bytes) {
    Span large =
        span(7, 9).toBuilder().addAttributes(attribute("input", "x".repeat(1_000))).build();
    int count = Math.max(1, bytes / large.getSerializedSize());
    Span[] spans = new Span[count];
    java.util.Arrays.setAll(
        spans, i -> large.toBuilder().setSpanId(spanId(i + 1L)).clearParentSpanId().build());
    return traces(spans).toByteArray();
  }
}
