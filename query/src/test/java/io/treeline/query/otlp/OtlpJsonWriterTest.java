package io.treeline.query.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.MetricsData;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.query.DemoRun;
import io.treeline.query.StoredSpans;
import io.treeline.query.json.JsonDocument;
import io.treeline.query.json.JsonStreams;
import io.treeline.query.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OtlpJsonWriterTest {

  @Test
  void document_ofEveryFieldAndValueType_isReadBackEqual() throws IOException {
    TracesData data = everything();
    JsonValue json = JsonDocument.parse(write(ChunkKind.SPANS, data.toByteArray()));
    assertThat(OtlpJsonReading.read(json, TracesData.newBuilder()).build()).isEqualTo(data);
  }

  @Test
  void document_ofLogs_isReadBackEqual() throws Exception {
    byte[] payload = StoredSpans.logChunk(1, DemoRun.TRACE, 7, "hallo Füße").chunk().payload();
    JsonValue json = JsonDocument.parse(write(ChunkKind.LOG_RECORDS, payload));
    assertThat(OtlpJsonReading.read(json, LogsData.newBuilder()).build())
        .isEqualTo(LogsData.parseFrom(payload));
  }

  @Test
  void document_ofMetrics_hasPackedAndZigzagNumbers() throws IOException {
    MetricsData data =
        MetricsData.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .addScopeMetrics(
                        ScopeMetrics.newBuilder()
                            .addMetrics(
                                Metric.newBuilder()
                                    .setHistogram(
                                        Histogram.newBuilder()
                                            .addDataPoints(
                                                HistogramDataPoint.newBuilder()
                                                    .addAllBucketCounts(List.of(1L, -1L))
                                                    .addExplicitBounds(0.5))))
                            .addMetrics(
                                Metric.newBuilder()
                                    .setExponentialHistogram(
                                        ExponentialHistogram.newBuilder()
                                            .addDataPoints(
                                                ExponentialHistogramDataPoint.newBuilder()
                                                    .setScale(-2))))
                            .addMetrics(
                                Metric.newBuilder()
                                    .setGauge(
                                        Gauge.newBuilder()
                                            .addDataPoints(
                                                NumberDataPoint.newBuilder().setAsInt(-3))))))
            .build();

    assertThat(text(write(ChunkKind.METRICS, data.toByteArray())))
        .contains("\"bucketCounts\":[\"1\",\"18446744073709551615\"],\"explicitBounds\":[0.5]")
        .contains("\"scale\":-2")
        .contains("\"asInt\":\"-3\"");
  }

  @Test
  void message_inParts_isMerged() throws IOException {
    byte[] named = field(1, "s".getBytes(StandardCharsets.UTF_8));
    byte[] versioned = field(2, "1".getBytes(StandardCharsets.UTF_8));
    byte[] payload = field(1, field(2, concat(field(1, named), field(1, versioned))));

    assertThat(text(write(ChunkKind.SPANS, payload)))
        .isEqualTo(
            "{\"resourceSpans\":[{\"scopeSpans\":[{\"scope\":"
                + "{\"name\":\"s\",\"version\":\"1\"}}]}]}");
  }

  @Test
  void ids_integersEnumsAndBytes_haveTheFormsOfOtlpJson() throws IOException {
    assertThat(text(write(ChunkKind.SPANS, everything().toByteArray())))
        .startsWith("{\"resourceSpans\":[{\"resource\":{\"attributes\":[")
        .contains("\"traceId\":\"0af7651916cd43dd8448eb211c80319c\"")
        .contains("\"parentSpanId\":\"00000000000000ff\"")
        .contains("\"startTimeUnixNano\":\"1795428000000000001\"")
        .contains("\"endTimeUnixNano\":\"18446744073709551615\"")
        .contains("\"kind\":3")
        .contains("{\"intValue\":\"-5\"}")
        .contains("{\"bytesValue\":\"AQL/\"}")
        .contains("{\"doubleValue\":\"NaN\"}")
        .contains("{\"boolValue\":false}")
        .contains("\"flags\":4294967295");
  }

  @Test
  void text_thatIsNotUtf8_isRepairedInThatStringOnly() throws IOException {
    ByteString name = ByteString.copyFrom(new byte[] {'a', (byte) 0xC3, 'b'});
    byte[] span = field(5, name.toByteArray());
    byte[] payload = field(1, field(2, field(2, span)));
    assertThat(text(write(ChunkKind.SPANS, payload)))
        .isEqualTo(
            "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":\"a\uFFFDb\"}]}]}]}");
  }

  @Test
  void value_nestedBelowTheLimit_isReplacedByANoteWithItsSize() throws IOException {
    byte[] value = AnyValue.newBuilder().setStringValue("deep").build().toByteArray();
    for (int i = 0; i < 5_000; i++) {
      value = field(5, field(1, value));
    }
    byte[] payload = field(1, field(2, field(2, field(9, field(2, value)))));
    String json = text(write(ChunkKind.SPANS, payload));
    assertThat(json).contains("bytes nested deeper than 200 messages]").doesNotContain("\"deep\"");
  }

  @Test
  void choice_sentTwice_showsTheLastValue() throws IOException {
    byte[] both =
        concat(
            AnyValue.newBuilder().setStringValue("first").build().toByteArray(),
            AnyValue.newBuilder().setIntValue(2).build().toByteArray());
    byte[] attribute = concat(field(1, "k".getBytes(StandardCharsets.UTF_8)), field(2, both));
    byte[] payload = field(1, field(2, field(2, field(9, attribute))));
    assertThat(text(write(ChunkKind.SPANS, payload)))
        .contains("{\"key\":\"k\",\"value\":{\"intValue\":\"2\"}}");
  }

  private static TracesData everything() {
    AnyValue list =
        AnyValue.newBuilder()
            .setArrayValue(
                ArrayValue.newBuilder()
                    .addValues(AnyValue.newBuilder().setIntValue(-5))
                    .addValues(AnyValue.newBuilder().setDoubleValue(Double.NaN))
                    .addValues(AnyValue.newBuilder().setDoubleValue(0.1))
                    .addValues(AnyValue.newBuilder().setBoolValue(false))
                    .addValues(
                        AnyValue.newBuilder()
                            .setBytesValue(ByteString.copyFrom(new byte[] {1, 2, (byte) 0xFF})))
                    .addValues(AnyValue.newBuilder().setStringValue(""))
                    .addValues(AnyValue.newBuilder()))
            .build();
    AnyValue map =
        AnyValue.newBuilder()
            .setKvlistValue(
                KeyValueList.newBuilder()
                    .addValues(KeyValue.newBuilder().setKey("list").setValue(list)))
            .build();
    Span span =
        Span.newBuilder()
            .setTraceId(StoredSpans.hex(DemoRun.TRACE.toString()))
            .setSpanId(StoredSpans.hex("00000000000000aa"))
            .setParentSpanId(StoredSpans.hex("00000000000000ff"))
            .setTraceState("a=b")
            .setFlags(-1)
            .setName("Füße \"😀\"\n\u0001")
            .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
            .setStartTimeUnixNano(DemoRun.START + 1)
            .setEndTimeUnixNano(-1)
            .addAttributes(KeyValue.newBuilder().setKey("map").setValue(map))
            .setDroppedAttributesCount(7)
            .addEvents(Span.Event.newBuilder().setName("event").setTimeUnixNano(3))
            .addLinks(Span.Link.newBuilder().setSpanId(StoredSpans.hex("00000000000000bb")))
            .setStatus(
                Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage("no"))
            .build();
    return data(span);
  }

  private static TracesData data(Span span) {
    return TracesData.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder().addAttributes(StoredSpans.text("service.name", "w")))
                .setSchemaUrl("https://schema")
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .setScope(InstrumentationScope.newBuilder().setName("s").setVersion("1"))
                        .addSpans(span)))
        .build();
  }

  private static byte[] write(ChunkKind kind, byte[] payload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JsonStreams.open(bytes)) {
      new OtlpJsonWriter(out).writeDocument(kind, payload);
    }
    return bytes.toByteArray();
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  private static byte[] field(int number, byte[] value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(number, value);
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteString.copyFrom(first).concat(ByteString.copyFrom(second)).toByteArray();
  }
}
