package io.treeline.receiver.scan;

import static io.treeline.receiver.Requests.logRecord;
import static io.treeline.receiver.Requests.logs;
import static io.treeline.receiver.Requests.metrics;
import static io.treeline.receiver.Requests.resourceSpans;
import static io.treeline.receiver.Requests.span;
import static io.treeline.receiver.Requests.spanId;
import static io.treeline.receiver.Requests.traces;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.Transport;
import io.treeline.receiver.Requests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

final class OtlpScannerTest {
  private static final Arrival ARRIVAL = new Arrival(Transport.GRPC, 42);

  private static ScannedRequest scan(Signal signal, byte[] body) throws RefusedException {
    return new OtlpScanner(LogsPolicy.GENAI, MetricsPolicy.DROP)
        .scan(signal, body, ARRIVAL, Headroom.UNLIMITED);
  }

  private static Span spanAt(Chunk chunk, ChunkEntry entry) throws IOException {
    return Span.parser().parseFrom(chunk.payload(), entry.offset(), entry.length());
  }

  private static int crc(ByteString... parts) {
    CRC32C crc = new CRC32C();
    for (ByteString part : parts) {
      crc.update(part.toByteArray());
    }
    return (int) crc.getValue();
  }

  @Test
  void scan_oneTraceKeptWhole_sharesTheBody() throws Exception {
    byte[] body = traces(span(1, 2), span(1, 3)).toByteArray();

    ScannedRequest scanned = scan(Signal.TRACES, body);

    assertThat(scanned.batch().chunks()).hasSize(1);
    Chunk chunk = scanned.batch().chunks().getFirst();
    assertThat(chunk.payload()).isSameAs(body);
    assertThat(chunk.kind()).isEqualTo(ChunkKind.SPANS);
    assertThat(chunk.traceId()).hasToString("000000000000abcd0000000000000001");
    assertThat(chunk.transport()).isEqualTo(Transport.GRPC);
    assertThat(chunk.arrivalUnixNanos()).isEqualTo(42);
    assertThat(chunk.digest()).isEqualTo(ChunkDigest.of(body));
    assertThat(scanned.received()).isEqualTo(2);
    assertThat(scanned.accepted()).isEqualTo(2);
    assertThat(scanned.batch().payloadBytes()).isEqualTo(body.length);
  }

  @Test
  void scan_span_entrySaysWhatTheSpanSays() throws Exception {
    Span span = span(1, 2);
    ResourceSpans envelope = resourceSpans("shop", span);

    ScannedRequest scanned = scan(Signal.TRACES, traces(span).toByteArray());

    Chunk chunk = scanned.batch().chunks().getFirst();
    ChunkEntry entry = chunk.entries().getFirst();
    assertThat(spanAt(chunk, entry)).isEqualTo(span);
    assertThat(entry.spanId()).isEqualTo(2);
    assertThat(entry.parentSpanId()).isEqualTo(1);
    assertThat(entry.startUnixNanos()).isEqualTo(1_002);
    assertThat(entry.endUnixNanos()).isEqualTo(2_002);
    assertThat(entry.flags()).isEqualTo(0x101);
    assertThat(entry.digest())
        .isEqualTo(
            crc(
                envelope.getResource().toByteString(),
                envelope.getScopeSpans(0).getScope().toByteString(),
                span.toByteString()));
  }

  @Test
  void scan_severalTraces_eachChunkHoldsExactlyItsSpans() throws Exception {
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(resourceSpans("shop", span(1, 2), span(2, 3), span(1, 4)))
            .addResourceSpans(resourceSpans("bank", span(2, 5)))
            .build();

    List<Chunk> chunks = scan(Signal.TRACES, request.toByteArray()).batch().chunks();

    assertThat(chunks).hasSize(2);
    assertThat(TracesData.parseFrom(chunks.get(0).payload()))
        .isEqualTo(
            TracesData.newBuilder()
                .addResourceSpans(resourceSpans("shop", span(1, 2), span(1, 4)))
                .build());
    assertThat(TracesData.parseFrom(chunks.get(1).payload()))
        .isEqualTo(
            TracesData.newBuilder()
                .addResourceSpans(resourceSpans("shop", span(2, 3)))
                .addResourceSpans(resourceSpans("bank", span(2, 5)))
                .build());
    for (Chunk chunk : chunks) {
      for (ChunkEntry entry : chunk.entries()) {
        assertThat(spanAt(chunk, entry).getSpanId()).isEqualTo(spanId(entry.spanId()));
      }
    }
  }

  @Test
  void scan_sameSpanAloneAndAmongOthers_hasTheSameDigest() throws Exception {
    byte[] alone = traces(span(1, 2)).toByteArray();
    byte[] among = traces(span(2, 9), span(1, 2)).toByteArray();

    ChunkEntry first = scan(Signal.TRACES, alone).batch().chunks().get(0).entries().get(0);
    ChunkEntry second = scan(Signal.TRACES, among).batch().chunks().get(1).entries().get(0);

    assertThat(first.isSameVersion(second)).isTrue();
  }

  @Test
  void scan_invalidIds_rejectsThoseSpansOnly() throws Exception {
    Span good = span(1, 2);
    ExportTraceServiceRequest request =
        traces(
            good.toBuilder().setTraceId(ByteString.EMPTY).build(),
            good.toBuilder().setTraceId(ByteString.copyFrom(new byte[16])).build(),
            good.toBuilder().setTraceId(ByteString.copyFromUtf8("fifteen bytes..")).build(),
            good.toBuilder().setSpanId(ByteString.EMPTY).build(),
            good,
            good.toBuilder().setSpanId(ByteString.copyFrom(new byte[8])).build(),
            good.toBuilder().setSpanId(ByteString.copyFromUtf8("nine byte")).build(),
            good.toBuilder().setParentSpanId(ByteString.copyFromUtf8("seven b")).build());

    ScannedRequest scanned = scan(Signal.TRACES, request.toByteArray());

    assertThat(scanned.received()).isEqualTo(8);
    assertThat(scanned.rejected()).isEqualTo(7);
    assertThat(scanned.rejection())
        .isEqualTo("7 of 8 spans refused: the trace id must be 16 bytes that are not all zero");
    Chunk chunk = scanned.batch().chunks().getFirst();
    assertThat(TracesData.parseFrom(chunk.payload()).getResourceSpansList())
        .containsExactly(resourceSpans("shop", good));
  }

  @Test
  void scan_parentEmptyOrZero_isARoot() throws Exception {
    Span empty = span(1, 2).toBuilder().clearParentSpanId().build();
    Span zero = span(1, 3).toBuilder().setParentSpanId(ByteString.copyFrom(new byte[8])).build();

    Chunk chunk = scan(Signal.TRACES, traces(empty, zero).toByteArray()).batch().chunks().get(0);

    assertThat(chunk.entries()).extracting(ChunkEntry::parentSpanId).containsExactly(0L, 0L);
  }

  @Test
  void scan_openOrBackwardTimes_areKept() throws Exception {
    Span open = span(1, 2).toBuilder().setEndTimeUnixNano(0).build();
    Span backward = span(1, 3).toBuilder().setEndTimeUnixNano(1).build();

    Chunk chunk = scan(Signal.TRACES, traces(open, backward).toByteArray()).batch().chunks().get(0);

    assertThat(chunk.entries()).extracting(ChunkEntry::endUnixNanos).containsExactly(0L, 1L);
  }

  @Test
  void scan_nothingInside_isAccepted() throws Exception {
    byte[] envelopes = traces().toByteArray();

    assertThat(scan(Signal.TRACES, new byte[0]).batch().chunks()).isEmpty();
    assertThat(scan(Signal.TRACES, envelopes).batch().chunks()).isEmpty();
    assertThat(scan(Signal.LOGS, new byte[0]).received()).isZero();
    assertThat(scan(Signal.METRICS, new byte[0]).received()).isZero();
  }

  @Test
  void scan_resourceAfterScopesAndInPieces_isAsProtobufMergesIt() throws Exception {
    Resource first = Requests.resource("shop");
    Resource second =
        Resource.newBuilder().addAttributes(Requests.attribute("host.name", "a")).build();
    ScopeSpans one = ScopeSpans.newBuilder().addSpans(span(1, 2)).build();
    ScopeSpans other = ScopeSpans.newBuilder().addSpans(span(2, 3)).build();
    byte[] envelope =
        encode(out -> {
          out.writeMessage(2, one);
          out.writeMessage(1, first);
          out.writeString(3, "old");
          out.writeMessage(2, other);
          out.writeMessage(1, second);
          out.writeString(3, "new");
        });
    byte[] body = encode(out -> out.writeByteArray(1, envelope));

    List<Chunk> chunks = scan(Signal.TRACES, body).batch().chunks();

    ResourceSpans merged = TracesData.parseFrom(chunks.get(1).payload()).getResourceSpans(0);
    assertThat(merged.getResource()).isEqualTo(first.toBuilder().mergeFrom(second).build());
    assertThat(merged.getSchemaUrl()).isEqualTo("new");
    assertThat(merged.getScopeSpansList()).containsExactly(other);
    assertThat(chunks.get(1).entries().get(0).digest())
        .isEqualTo(crc(first.toByteString(), second.toByteString(), span(2, 3).toByteString()));
  }

  @Test
  void scan_repeatedScalars_lastWins() throws Exception {
    byte[] span =
        encode(out -> {
          out.writeBytes(1, Requests.traceId(9));
          out.writeBytes(2, ByteString.copyFromUtf8("bad"));
          out.writeFixed64(8, 1);
          out.writeBytes(1, Requests.traceId(1));
          out.writeBytes(2, spanId(5));
          out.writeFixed64(8, 77);
        });

    Chunk chunk = scan(Signal.TRACES, wrap(span)).batch().chunks().getFirst();

    assertThat(chunk.traceId().low()).isEqualTo(1);
    assertThat(chunk.entries().getFirst().spanId()).isEqualTo(5);
    assertThat(chunk.entries().getFirst().endUnixNanos()).isEqualTo(77);
  }

  @Test
  void scan_unknownFields_areKeptInSplitPayloads() throws Exception {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(777, UnknownFieldSet.Field.newBuilder().addVarint(5).build())
            .build();
    ResourceSpans known = resourceSpans("shop", span(1, 2), span(2, 3));
    ResourceSpans future =
        known.toBuilder()
            .setUnknownFields(unknown)
            .setScopeSpans(0, known.getScopeSpans(0).toBuilder().setUnknownFields(unknown))
            .build();
    byte[] body =
        ExportTraceServiceRequest.newBuilder().addResourceSpans(future).build().toByteArray();

    for (Chunk chunk : scan(Signal.TRACES, body).batch().chunks()) {
      ResourceSpans kept = TracesData.parseFrom(chunk.payload()).getResourceSpans(0);
      assertThat(kept.getUnknownFields()).isEqualTo(unknown);
      assertThat(kept.getScopeSpans(0).getUnknownFields()).isEqualTo(unknown);
    }
  }

  @Test
  void scan_invalidUtf8_isKeptAsReceived() throws Exception {
    byte[] span =
        encode(out -> {
          out.writeBytes(1, Requests.traceId(1));
          out.writeBytes(2, spanId(5));
          out.writeByteArray(5, new byte[] {(byte) 0xC3, (byte) 0x28});
        });

    assertThat(scan(Signal.TRACES, wrap(span)).accepted()).isEqualTo(1);
  }

  @Test
  void scan_attributesNestedTenThousandDeep_areNotLookedInto() throws Exception {
    byte[] value = AnyValue.newBuilder().setStringValue("deep").build().toByteArray();
    for (int i = 0; i < 10_000; i++) {
      byte[] inner = value;
      byte[] array = encode(out -> out.writeByteArray(1, inner));
      value = encode(out -> out.writeByteArray(5, array));
    }
    byte[] deep = value;
    byte[] attribute = encode(out -> out.writeByteArray(2, deep));
    byte[] span =
        encode(out -> {
          out.writeBytes(1, Requests.traceId(1));
          out.writeBytes(2, spanId(5));
          out.writeByteArray(9, attribute);
        });

    assertThat(scan(Signal.TRACES, wrap(span)).accepted()).isEqualTo(1);
  }

  @Test
  void scan_truncated_refusesTheRequestAndSaysWhere() {
    byte[] body = traces(span(1, 2)).toByteArray();
    byte[] half = java.util.Arrays.copyOf(body, body.length / 2);

    assertThatThrownBy(() -> scan(Signal.TRACES, half))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.refusal().reason()).isEqualTo(RefusalReason.MALFORMED);
              assertThat(e.refusal().retryAfterMillis()).isZero();
              assertThat(e.refusal().message())
                  .startsWith("malformed protobuf at byte ")
                  .contains(", in the request: a length that runs past the end");
            });
  }

  @Test
  void scan_moreItemsThanTheLimit_refuses() {
    byte[] empties = new byte[2 * (OtlpScanner.MAX_ITEMS + 1)];
    for (int i = 0; i < empties.length; i += 2) {
      empties[i] = 0x12;
    }

    assertThatThrownBy(() -> scan(Signal.TRACES, encode(1, encode(2, empties))))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().reason()).isEqualTo(RefusalReason.TOO_MANY_ITEMS));
  }

  @Test
  void scan_threeMegabytesOfEmptySpans_areCountedAndRejected() throws Exception {
    byte[] empties = new byte[1_900_000];
    for (int i = 0; i < empties.length; i += 2) {
      empties[i] = 0x12;
    }

    ScannedRequest scanned = scan(Signal.TRACES, encode(1, encode(2, empties)));

    assertThat(scanned.rejected()).isEqualTo(950_000);
    assertThat(scanned.batch().chunks()).isEmpty();
  }

  @Test
  void scan_noHeadroomForSplitPayloads_refusesWithItsReason() {
    byte[] body = traces(span(1, 2), span(2, 3)).toByteArray();
    Refusal full = Refusal.retryable(RefusalReason.BYTES_IN_FLIGHT, "full");

    assertThatThrownBy(() ->
            new OtlpScanner(LogsPolicy.ALL, MetricsPolicy.DROP)
                .scan(Signal.TRACES, body, ARRIVAL, n -> full))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(full));
  }

  @Test
  void scan_splitPayloads_askForAtLeastWhatTheyTake() throws Exception {
    byte[] body = traces(span(1, 2), span(2, 3), span(3, 3)).toByteArray();
    List<Long> asked = new ArrayList<>();

    ScannedRequest scanned =
        new OtlpScanner(LogsPolicy.ALL, MetricsPolicy.DROP)
            .scan(
                Signal.TRACES,
                body,
                ARRIVAL,
                bytes -> {
                  asked.add(bytes);
                  return null;
                });

    assertThat(asked.getLast())
        .isBetween(scanned.batch().payloadBytes(), 2L * body.length + 3 * 256);
  }

  @Test
  void scan_logRecords_keepsThoseOfASpanThatSpeakOfGenAi() throws Exception {
    LogRecord byEvent = logRecord(1, 2).setEventName("gen_ai.user.message").build();
    LogRecord byKey =
        logRecord(1, 2)
            .setTimeUnixNano(0)
            .addAttributes(Requests.attribute("llm.model_name", "m"))
            .build();
    LogRecord byOldEvent =
        logRecord(2, 3)
            .addAttributes(Requests.attribute("event.name", "claude_code.api_request"))
            .build();
    LogRecord other = logRecord(1, 2).addAttributes(Requests.attribute("event.name", "x")).build();
    LogRecord spanless = logRecord(1, 2).setEventName("gen_ai.choice").clearSpanId().build();

    ScannedRequest scanned =
        scan(Signal.LOGS, logs(byEvent, other, byKey, spanless, byOldEvent).toByteArray());

    assertThat(scanned.accepted()).isEqualTo(5);
    assertThat(scanned.unselected()).isEqualTo(1);
    assertThat(scanned.unjoined()).isEqualTo(1);
    List<Chunk> chunks = scanned.batch().chunks();
    assertThat(chunks).extracting(Chunk::kind).containsOnly(ChunkKind.LOG_RECORDS);
    assertThat(LogsData.parseFrom(chunks.get(0).payload()).getResourceLogsList())
        .isEqualTo(logs(byEvent, byKey).getResourceLogsList());
    assertThat(LogsData.parseFrom(chunks.get(1).payload()).getResourceLogsList())
        .isEqualTo(logs(byOldEvent).getResourceLogsList());
    assertThat(chunks.get(0).entries())
        .extracting(ChunkEntry::startUnixNanos)
        .containsExactly(5_000L, 6_000L);
    assertThat(chunks.get(0).entries().get(0).spanId()).isEqualTo(2);
    assertThat(chunks.get(0).entries().get(0).parentSpanId()).isZero();
  }

  @Test
  void scan_logsPolicy_decidesWhatIsKept() throws Exception {
    byte[] body = logs(logRecord(1, 2).build()).toByteArray();

    for (LogsPolicy policy : LogsPolicy.values()) {
      ScannedRequest scanned =
          new OtlpScanner(policy, MetricsPolicy.DROP)
              .scan(Signal.LOGS, body, ARRIVAL, Headroom.UNLIMITED);
      assertThat(scanned.accepted()).isEqualTo(1);
      assertThat(scanned.batch().items()).isEqualTo(policy == LogsPolicy.ALL ? 1 : 0);
    }
  }

  @Test
  void scan_allLogs_keepsThoseOfNoSpanUnderTheIdOfTheirBytes() throws Exception {
    LogRecord joined = logRecord(1, 2).build();
    LogRecord traceless = LogRecord.newBuilder().setTimeUnixNano(7).setSeverityText("I").build();
    LogRecord spanless = logRecord(1, 2).clearSpanId().build();
    byte[] body = logs(traceless, joined, spanless).toByteArray();

    ScannedRequest scanned =
        new OtlpScanner(LogsPolicy.ALL, MetricsPolicy.DROP)
            .scan(Signal.LOGS, body, ARRIVAL, Headroom.UNLIMITED);

    List<Chunk> chunks = scanned.batch().chunks();
    assertThat(scanned.unjoined()).isZero();
    assertThat(chunks)
        .extracting(Chunk::kind)
        .containsExactly(ChunkKind.UNJOINED_LOG_RECORDS, ChunkKind.LOG_RECORDS);
    Chunk kept = chunks.getFirst();
    assertThat(LogsData.parseFrom(kept.payload()).getResourceLogsList())
        .isEqualTo(logs(traceless, spanless).getResourceLogsList());
    assertThat(kept.traceId()).isEqualTo(new TraceId(kept.digest().high(), kept.digest().low()));
    assertThat(kept.entries()).extracting(ChunkEntry::startUnixNanos).containsExactly(7L, 5_000L);
  }

  @Test
  void scan_keptMetrics_areOneChunkByteForByte() throws Exception {
    byte[] body = metrics(3).toByteArray();

    ScannedRequest scanned =
        new OtlpScanner(LogsPolicy.GENAI, MetricsPolicy.KEEP)
            .scan(Signal.METRICS, body, ARRIVAL, Headroom.UNLIMITED);

    assertThat(scanned.accepted()).isEqualTo(3);
    Chunk kept = scanned.batch().chunks().getFirst();
    assertThat(kept.kind()).isEqualTo(ChunkKind.METRICS);
    assertThat(kept.payload()).isSameAs(body);
    assertThat(kept.entries()).hasSize(1);
    assertThat(scan(Signal.METRICS, body).batch().chunks()).isEmpty();
  }

  @Test
  void scan_logRecordWithIdOfWrongLength_isRejectedAlone() throws Exception {
    LogRecord bad = logRecord(1, 2).setSpanId(ByteString.copyFromUtf8("abc")).build();
    LogRecord good = logRecord(1, 2).setEventName("gen_ai.choice").build();

    ScannedRequest scanned = scan(Signal.LOGS, logs(bad, good).toByteArray());

    assertThat(scanned.rejected()).isEqualTo(1);
    assertThat(scanned.batch().items()).isEqualTo(1);
  }

  @Test
  void scan_metrics_countsDataPoints() throws Exception {
    assertThat(scan(Signal.METRICS, metrics(17).toByteArray()).accepted()).isEqualTo(17);
  }

  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] encode(Writing writing) throws IOException {
    var bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    writing.to(out);
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] encode(int field, byte[] message) throws IOException {
    return encode(out -> out.writeByteArray(field, message));
  }

  private static byte[] wrap(byte[] span) throws IOException {
    return encode(1, encode(2, encode(2, span)));
  }
}
