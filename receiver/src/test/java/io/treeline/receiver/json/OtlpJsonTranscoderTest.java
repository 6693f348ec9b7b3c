package io.treeline.receiver.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.Transport;
import io.treeline.receiver.scan.Arrival;
import io.treeline.receiver.scan.DecodedRequest;
import io.treeline.receiver.scan.Headroom;
import io.treeline.receiver.scan.LogsPolicy;
import io.treeline.receiver.scan.MetricsPolicy;
import io.treeline.receiver.scan.OtlpScanner;
import io.treeline.receiver.scan.RefusedException;
import io.treeline.receiver.scan.Signal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OtlpJsonTranscoderTest {
  private static final String TRACE_ID = "5b8efff798038103d269b633813fc60c";
  private static final String SPAN_ID = "eee19b7ec3c1b174";

  private static byte[] transcode(Signal signal, String json) throws IOException {
    return transcode(signal, json.getBytes(UTF_8), 1 << 20);
  }

  private static byte[] transcode(Signal signal, byte[] json, int limit) throws IOException {
    return decode(signal, json, limit).body();
  }

  private static DecodedRequest decode(Signal signal, byte[] json, int limit) throws IOException {
    return new OtlpJsonTranscoder(limit).transcode(signal, new ByteArrayInputStream(json));
  }

  /// A request with a good span before and after this one, in JSON with single quotes.
  private static DecodedRequest amongGood(String span) throws IOException {
    String good = "{'traceId':'%s','spanId':'%s'}".formatted(TRACE_ID, SPAN_ID);
    String json =
        "{'resourceSpans':[{'scopeSpans':[{'spans':[%s,{%s},%s],'schemaUrl':'after'}]}]}"
            .formatted(good, span, good);
    return decode(Signal.TRACES, json.replace('\'', '"').getBytes(UTF_8), 1 << 20);
  }

  /// A request with one span, in JSON with single quotes.
  private static byte[] requestOf(String span) throws IOException {
    String json = "{'resourceSpans':[{'scopeSpans':[{'spans':[{%s}]}]}]}".formatted(span);
    return transcode(Signal.TRACES, json.replace('\'', '"'));
  }

  private static Span span(String fields) throws IOException {
    return ExportTraceServiceRequest.parseFrom(requestOf(fields))
        .getResourceSpans(0)
        .getScopeSpans(0)
        .getSpans(0);
  }

  private static AnyValue value(String json) throws IOException {
    return span("'attributes':[{'key':'k','value':%s}]".formatted(json))
        .getAttributes(0)
        .getValue();
  }

  private static int rejected(String ids) throws IOException {
    return new OtlpScanner(LogsPolicy.ALL, MetricsPolicy.DROP)
        .scan(
            Signal.TRACES, requestOf(ids), new Arrival(Transport.HTTP_JSON, 1), Headroom.UNLIMITED)
        .rejected();
  }

  @Test
  void transcode_span_equalsItsProtobuf() throws IOException {
    Span span =
        span(
            """
            'traceId':'5B8EFFF798038103D269B633813FC60C','spanId':'eee19b7ec3c1b174',
            'parentSpanId':'','traceState':'a=b','flags':257,'name':'a\\tb \\ud83d\\ude00 ü',
            'kind':2,'startTimeUnixNano':'1544712660000000000',
            'endTimeUnixNano':1544712661000000000,
            'droppedAttributesCount':3,'status':{'code':'STATUS_CODE_ERROR','message':'no'},
            'links':[{'traceId':'5b8efff798038103d269b633813fc60c','spanId':'eee19b7ec3c1b174'}],
            'attributes':[{'key':'s','value':{'stringValue':''}}],
            'events':[{'name':'e','time_unix_nano':'7'}],'brandNew':{'a':[1,{'b':null}]}
            """);

    assertThat(span)
        .isEqualTo(
            Span.newBuilder()
                .setTraceId(ByteString.fromHex(TRACE_ID))
                .setSpanId(ByteString.fromHex(SPAN_ID))
                .setTraceState("a=b")
                .setFlags(257)
                .setName("a\tb 😀 ü")
                .setKind(Span.SpanKind.SPAN_KIND_SERVER)
                .setStartTimeUnixNano(1_544_712_660_000_000_000L)
                .setEndTimeUnixNano(1_544_712_661_000_000_000L)
                .setDroppedAttributesCount(3)
                .setStatus(
                    Status.newBuilder()
                        .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                        .setMessage("no"))
                .addLinks(
                    Span.Link.newBuilder()
                        .setTraceId(ByteString.fromHex(TRACE_ID))
                        .setSpanId(ByteString.fromHex(SPAN_ID)))
                .addAttributes(
                    KeyValue.newBuilder()
                        .setKey("s")
                        .setValue(AnyValue.newBuilder().setStringValue("")))
                .addEvents(Span.Event.newBuilder().setName("e").setTimeUnixNano(7))
                .build());
  }

  @Test
  void transcode_everyKindOfValue_isRead() throws IOException {
    assertThat(value("{'boolValue':false}").hasBoolValue()).isTrue();
    assertThat(value("{'intValue':'0'}").hasIntValue()).isTrue();
    assertThat(value("{'intValue':'-9223372036854775808'}").getIntValue())
        .isEqualTo(Long.MIN_VALUE);
    assertThat(value("{'intValue':12}").getIntValue()).isEqualTo(12);
    assertThat(value("{'intValue':1.2e1}").getIntValue()).isEqualTo(12);
    assertThat(value("{'doubleValue':'NaN'}").getDoubleValue()).isNaN();
    assertThat(value("{'doubleValue':'-Infinity'}").getDoubleValue())
        .isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(value("{'doubleValue':'1.5'}").getDoubleValue()).isEqualTo(1.5);
    assertThat(value("{'doubleValue':3}").getDoubleValue()).isEqualTo(3);
    assertThat(value("{'bytesValue':'aGk='}").getBytesValue().toStringUtf8()).isEqualTo("hi");
    assertThat(value("{'doubleValue':'+Inf'}").getDoubleValue())
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(value("{'bytesValue':'aG\\r\\nk='}").getBytesValue().toStringUtf8()).isEqualTo("hi");
    assertThat(value("{'bytesValue':'_-8'}").getBytesValue()).isEqualTo(ByteString.fromHex("ffef"));
    assertThat(
            value("{'array_value':{'values':[{'intValue':1},{}]}}")
                .getArrayValue()
                .getValuesCount())
        .isEqualTo(2);
    assertThat(
            value("{'kvlistValue':{'values':[{'key':'a','value':{'stringValue':'b'}}]}}")
                .getKvlistValue()
                .getValues(0)
                .getValue()
                .getStringValue())
        .isEqualTo("b");
    assertThat(value("{}").getValueCase()).isEqualTo(AnyValue.ValueCase.VALUE_NOT_SET);
    assertThat(value("{'stringValue':null}").hasStringValue()).isFalse();
  }

  @Test
  void transcode_longText_isUnchanged() throws IOException {
    String text = "ä😀x".repeat(100_000);

    assertThat(value("{'stringValue':'" + text + "'}").getStringValue()).isEqualTo(text);
  }

  @Test
  void transcode_halfSurrogatePairs_areReplaced() throws IOException {
    assertThat(value("{'stringValue':'a\\ud800b\\udc00c\\ud83d'}").getStringValue())
        .isEqualTo("a\uFFFDb\uFFFDc\uFFFD");
  }

  @Test
  void transcode_invalidUtf8_isReplaced() throws IOException {
    byte[] json = "{\"resourceSpans\":[{\"schemaUrl\":\"aÃb\"}]}".getBytes(ISO_8859_1);

    byte[] body = transcode(Signal.TRACES, json, 1_000);

    assertThat(ExportTraceServiceRequest.parseFrom(body).getResourceSpans(0).getSchemaUrl())
        .isEqualTo("a\uFFFDb");
  }

  @Test
  void transcode_histogram_packsItsNumbers() throws IOException {
    String json =
        """
        {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"h","histogram":{
          "aggregationTemporality":1,"dataPoints":[{"count":"18446744073709551615","sum":2.5,
          "bucketCounts":["1",2,300],"explicitBounds":[1,"2.5"],"timeUnixNano":"9",
          "exemplars":[{"spanId":"eee19b7ec3c1b174","asInt":"3"}]}]}}]}]}]}
        """;

    var histogram =
        ExportMetricsServiceRequest.parseFrom(transcode(Signal.METRICS, json))
            .getResourceMetrics(0)
            .getScopeMetrics(0)
            .getMetrics(0)
            .getHistogram();

    HistogramDataPoint point = histogram.getDataPoints(0);
    assertThat(histogram.getAggregationTemporality())
        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);
    assertThat(point.getCount()).isEqualTo(-1L);
    assertThat(point.getBucketCountsList()).containsExactly(1L, 2L, 300L);
    assertThat(point.getExplicitBoundsList()).containsExactly(1.0, 2.5);
    assertThat(point.getExemplars(0).getSpanId()).isEqualTo(ByteString.fromHex(SPAN_ID));
  }

  @Test
  void transcode_logRecord_isRead() throws IOException {
    String json =
        """
        {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"%s","eventName":"gen_ai.choice",
          "severityNumber":"SEVERITY_NUMBER_INFO","body":{"stringValue":"x"}}]}]}]}
        """
            .formatted(TRACE_ID);

    var log =
        ExportLogsServiceRequest.parseFrom(transcode(Signal.LOGS, json))
            .getResourceLogs(0)
            .getScopeLogs(0)
            .getLogRecords(0);

    assertThat(log.getTraceId()).isEqualTo(ByteString.fromHex(TRACE_ID));
    assertThat(log.getSeverityNumberValue()).isEqualTo(9);
    assertThat(log.getBody().getStringValue()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", " { } ", "{\"resourceSpans\":[]}", "{\"resourceSpans\":null}"})
  void transcode_nothingInside_isAnEmptyRequest(String json) throws IOException {
    assertThat(transcode(Signal.TRACES, json)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'traceId':'zz'",
        "'traceId':'5b8e'",
        "'spanId':'e'",
        "'spanId':'eee19b7ec3c1b1zz'",
        "'parentSpanId':'5b8efff798038103d269b633813fc60c'",
        "'links':[{'traceId':'5b8e'}]",
        "'links':[{'attributes':[{'key':'k'}],'traceId':'5b8e','spanId':'7'},{}],'name':'n'",
      })
  void transcode_idThatIsNotHexOfItsLength_leavesThatSpanOut(String ids) throws IOException {
    DecodedRequest decoded = amongGood(ids);

    assertThat(decoded.leftOut()).isEqualTo(1);
    assertThat(requireNonNull(decoded.problem()).reason()).isEqualTo(RefusalReason.INVALID_ID);
    assertThat(decoded.problem().message()).contains("line 1, column", "hex digits");
    assertGoodOnes(decoded);
  }

  private static void assertGoodOnes(DecodedRequest decoded) throws IOException {
    var scope =
        ExportTraceServiceRequest.parseFrom(decoded.body()).getResourceSpans(0).getScopeSpans(0);
    assertThat(scope.getSpansList())
        .hasSize(2)
        .allMatch(span -> span.getSpanId().equals(ByteString.fromHex(SPAN_ID)));
    assertThat(scope.getSchemaUrl()).isEqualTo("after");
  }

  @Test
  void transcode_idThatIsNoText_isMalformed() {
    assertThatThrownBy(() -> requestOf("'traceId':7"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().reason()).isEqualTo(RefusalReason.MALFORMED));
  }

  @Test
  void transcode_wrongIdOfAnExemplar_leavesThatDataPointOut() throws IOException {
    String json =
        """
        {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":[
          {"asInt":1,"exemplars":[{"traceId":"00"}]},{"asInt":2}]}}]}]}]}
        """;

    DecodedRequest decoded = decode(Signal.METRICS, json.getBytes(UTF_8), 1 << 20);

    assertThat(decoded.leftOut()).isEqualTo(1);
    assertThat(
            ExportMetricsServiceRequest.parseFrom(decoded.body())
                .getResourceMetrics(0)
                .getScopeMetrics(0)
                .getMetrics(0)
                .getGauge()
                .getDataPointsList())
        .hasSize(1)
        .allMatch(point -> point.getAsInt() == 2);
  }

  @Test
  void transcode_zeroOrMissingId_getsThatSpanRejectedAlone() throws IOException {
    assertThat(rejected("'traceId':'%s','spanId':'%s'".formatted(TRACE_ID, "0".repeat(16))))
        .isEqualTo(1);
    assertThat(rejected("'traceId':'%s','spanId':''".formatted(TRACE_ID))).isEqualTo(1);
    assertThat(rejected("'traceId':'%s','spanId':'%s'".formatted(TRACE_ID, SPAN_ID))).isZero();
  }

  @Test
  void transcode_byteOrderMark_isPassedOver() throws IOException {
    assertThat(transcode(Signal.TRACES, "\uFEFF{}")).isEmpty();
    assertThatThrownBy(() -> transcode(Signal.TRACES, "\uFEFF")).hasMessageContaining("line 1");
  }

  @Test
  void transcode_nullElements_areEmptyMessages() throws IOException {
    assertThat(value("{'arrayValue':{'values':[null,{'intValue':1}]}}").getArrayValue())
        .isEqualTo(
            ArrayValue.newBuilder()
                .addValues(AnyValue.getDefaultInstance())
                .addValues(AnyValue.newBuilder().setIntValue(1))
                .build());
  }

  @Test
  void transcode_sameNameTwice_isReadAsProtobufMergesIt() throws IOException {
    Span span =
        span(
            "'name':'a','status':{'code':1},'events':[{}],'name':'b',"
                + "'status':{'message':'m'},'events':[{}]");

    assertThat(span.getName()).isEqualTo("b");
    assertThat(span.getStatus().getCodeValue()).isEqualTo(1);
    assertThat(span.getStatus().getMessage()).isEqualTo("m");
    assertThat(span.getEventsCount()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}{}",
        "{\"resourceSpans\":{}}",
        "{\"resourceSpans\":[1]}",
        "{\"resourceSpans\":[{\"schemaUrl\":7}]}",
        "{\"resourceSpans\":[{\"resource\":{\"droppedAttributesCount\":4294967296}}]}",
        "{\"resourceSpans\":[{\"resource\":{\"droppedAttributesCount\":-1}}]}",
        "{\"resourceSpans\":[{\"resource\":{\"droppedAttributesCount\":1.5}}]}",
        "{\"resourceSpans\":[{\"resource\":{\"droppedAttributesCount\":1e999999999}}]}",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"kind\":\"NO_SUCH\"}]}]}]}",
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"startTimeUnixNano\":\"-1\"}]}]}]}",
      })
  void transcode_malformed_saysWhere(String json) {
    assertThatThrownBy(() -> transcode(Signal.TRACES, json))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.refusal().reason()).isEqualTo(RefusalReason.MALFORMED);
              assertThat(e.refusal().message())
                  .matches("malformed JSON at line \\d+, column \\d+: (?s:.+)");
            });
  }

  @Test
  void transcode_truncatedAnywhere_isMalformed() {
    byte[] json =
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":\"ü\",\"kind\":1}]}]}]}"
            .getBytes(UTF_8);
    for (int length = 0; length < json.length; length++) {
      byte[] cut = Arrays.copyOf(json, length);
      assertThatThrownBy(() -> transcode(Signal.TRACES, cut, 1_000))
          .isInstanceOf(RefusedException.class);
    }
  }

  private static String arrays(int depth) {
    String value = "{'arrayValue':{'values':[".repeat(depth) + "{}" + "]}}".repeat(depth);
    return "'attributes':[{'key':'k','value':%s}]".formatted(value);
  }

  @ParameterizedTest
  @ValueSource(ints = {250, 3_000})
  void transcode_spanNestedTooDeep_isLeftOut(int depth) throws IOException {
    DecodedRequest decoded = amongGood(arrays(depth));

    assertThat(decoded.leftOut()).isEqualTo(1);
    assertThat(requireNonNull(decoded.problem()).reason()).isEqualTo(RefusalReason.TOO_DEEP);
    assertGoodOnes(decoded);
  }

  @Test
  void transcode_resourceNestedTooDeep_refusesTheRequest() {
    String json = "{'resourceSpans':[{'resource':{%s}}]}".formatted(arrays(250)).replace('\'', '"');

    assertThatThrownBy(() -> transcode(Signal.TRACES, json))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().reason()).isEqualTo(RefusalReason.TOO_DEEP));
  }

  @Test
  void transcode_valuesTwoHundredDeep_areRead() throws IOException {
    assertThat(requestOf(arrays(200))).hasSizeGreaterThan(4 * 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"unknown\":%s", "{\"resourceSpans\":%s", "%s"})
  void transcode_bracketsWithoutEnd_areMalformed(String json) {
    assertThatThrownBy(() -> transcode(Signal.TRACES, json.formatted("[".repeat(100_000))))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().reason()).isEqualTo(RefusalReason.MALFORMED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":[", "{\"resourceSpans\":[{\"schemaUrl\":\"", "nil", "{\"a\":[}"})
  void transcode_malformed_saysNothingOfOurSource(String json) {
    assertThatThrownBy(() -> transcode(Signal.TRACES, json))
        .hasMessageMatching("malformed JSON at line 1, column \\d+: .+")
        .message()
        .doesNotContain("Source", "REDACTED", "StreamReadFeature");
  }

  @Test
  void transcode_protobufOverTheLimit_refuses() {
    String json =
        """
        {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"histogram":{"dataPoints":
          [{"explicitBounds":[%s1]}]}}]}]}]}
        """
            .formatted("1,".repeat(999));

    assertThatThrownBy(() -> transcode(Signal.METRICS, json.getBytes(UTF_8), 5_000))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().reason()).isEqualTo(RefusalReason.TOO_LARGE));
  }
}
