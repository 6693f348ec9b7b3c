package io.treeline.receiver.grpc;

import static io.treeline.receiver.Requests.invalidSpan;
import static io.treeline.receiver.Requests.logRecord;
import static io.treeline.receiver.Requests.logs;
import static io.treeline.receiver.Requests.metrics;
import static io.treeline.receiver.Requests.span;
import static io.treeline.receiver.Requests.traces;
import static io.treeline.receiver.Requests.tracesOfAbout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.SpanBatch;
import io.treeline.model.ingest.Transport;
import io.treeline.receiver.Requests;
import io.treeline.receiver.RunningReceivers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class OtlpGrpcIT {
  private static final MethodDescriptor<byte[], byte[]> RAW_EXPORT =
      rawMethod("opentelemetry.proto.collector.trace.v1.TraceService/Export");

  private final RunningReceivers receivers;
  private final ManagedChannel channel;

  OtlpGrpcIT() throws InterruptedException {
    receivers = RunningReceivers.start();
    channel = NettyChannelBuilder.forAddress(receivers.grpc()).usePlaintext().build();
  }

  @BeforeEach
  void nothingIsCharged() {
    assertThat(receivers.budget.usedBytes()).isZero();
  }

  @AfterEach
  void everythingIsGivenBack() throws InterruptedException {
    receivers.intake.answerWaiting();
    RunningReceivers.await(() -> receivers.budget.usedBytes() == 0);
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    receivers.stop();
  }

  private static MethodDescriptor<byte[], byte[]> rawMethod(String name) {
    var bytes =
        new MethodDescriptor.Marshaller<byte[]>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            try {
              return stream.readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException("from memory", e);
            }
          }
        };
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(name)
        .setRequestMarshaller(bytes)
        .setResponseMarshaller(bytes)
        .build();
  }

  private ExportTraceServiceResponse export(ExportTraceServiceRequest request) {
    return TraceServiceGrpc.newBlockingStub(channel).export(request);
  }

  private StatusRuntimeException refusalOf(Runnable call) {
    StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private void sendRaw(byte[] body, CallOptions options) {
    ClientCalls.blockingUnaryCall(channel, RAW_EXPORT, options, body);
  }

  @Test
  void export_spans_areAcknowledgedWithNothingSet() {
    ExportTraceServiceResponse response = export(traces(span(1, 2), span(2, 3)));

    assertThat(response.hasPartialSuccess()).isFalse();
    SpanBatch batch = receivers.intake.batches().getFirst();
    assertThat(batch.chunks()).hasSize(2);
    assertThat(batch.chunks().getFirst().transport()).isEqualTo(Transport.GRPC);
    assertThat(batch.chunks().getFirst().arrivalUnixNanos()).isEqualTo(1_000);
    assertThat(receivers.spans("grpc"))
        .isEqualTo(Map.of("accepted", 2L, "refused", 0L, "rejected", 0L, "received", 2L));
  }

  @Test
  void export_gzip_isInflated() {
    TraceServiceGrpc.newBlockingStub(channel).withCompression("gzip").export(traces(span(1, 2)));

    assertThat(receivers.intake.items()).isEqualTo(1);
  }

  @Test
  void export_everySignal_isAnswered() {
    var record = logRecord(1, 2).setEventName("gen_ai.choice").build();

    assertThat(LogsServiceGrpc.newBlockingStub(channel).export(logs(record)))
        .isEqualTo(ExportLogsServiceResponse.getDefaultInstance());
    assertThat(MetricsServiceGrpc.newBlockingStub(channel).export(metrics(3)))
        .isEqualTo(ExportMetricsServiceResponse.getDefaultInstance());
    assertThat(receivers.intake.items()).isEqualTo(1);
    assertThat(receivers.count("otelcol_receiver_accepted_metric_points", "transport", "grpc"))
        .isEqualTo(3);
  }

  @Test
  void export_nothing_isOk() {
    assertThat(export(ExportTraceServiceRequest.getDefaultInstance()).hasPartialSuccess())
        .isFalse();
    assertThat(receivers.intake.batches()).isEmpty();
  }

  @Test
  void export_someInvalidSpans_isPartialSuccess() {
    ExportTraceServiceResponse response =
        export(traces(span(1, 2), invalidSpan().build(), span(1, 3)));

    assertThat(response.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
    assertThat(response.getPartialSuccess().getErrorMessage()).startsWith("1 of 3 spans refused");
    assertThat(receivers.intake.items()).isEqualTo(2);
    assertThat(receivers.refused("invalid_id")).isEqualTo(1);
    assertThat(receivers.spans("grpc"))
        .isEqualTo(Map.of("accepted", 2L, "refused", 0L, "rejected", 1L, "received", 3L));
  }

  @Test
  void export_malformed_isInvalidArgumentWithBadRequest() throws Exception {
    StatusRuntimeException refusal =
        refusalOf(() -> sendRaw(new byte[] {0x0A, 0x7F, 1}, CallOptions.DEFAULT));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.getStatus().getDescription()).startsWith("malformed protobuf at byte 2");
    com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
    assertThat(status.getDetails(0).is(BadRequest.class)).isTrue();
    assertThat(receivers.refused("malformed")).isEqualTo(1);
  }

  @Test
  void export_tooLargeOnTheWire_isResourceExhaustedWithoutRetryInfo() {
    byte[] body = tracesOfAbout(2 * RunningReceivers.MAX_MESSAGE_BYTES);

    StatusRuntimeException refusal = refusalOf(() -> sendRaw(body, CallOptions.DEFAULT));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertNoDetails(refusal);
    RunningReceivers.await(() -> receivers.refused("too_large") == 1);
  }

  @Test
  void export_tooLargeAfterGzip_isResourceExhaustedWithoutRetryInfo() {
    byte[] bomb = new byte[50 * RunningReceivers.MAX_MESSAGE_BYTES];

    StatusRuntimeException refusal =
        refusalOf(() -> sendRaw(bomb, CallOptions.DEFAULT.withCompression("gzip")));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertNoDetails(refusal);
    assertThat(receivers.refused("too_large")).isEqualTo(1);
    assertThat(export(traces(span(1, 2))).hasPartialSuccess()).isFalse();
  }

  private static void assertNoDetails(StatusRuntimeException refusal) {
    com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
    assertThat(status == null ? List.of() : status.getDetailsList()).isEmpty();
  }

  @Test
  void export_ringFull_isUnavailableWithRetryInfo() throws Exception {
    receivers.intake.refuseOffersWith(
        new Refusal(RefusalReason.RING_FULL, "the ring is full", 2_500));

    StatusRuntimeException refusal = refusalOf(() -> export(traces(span(1, 2))));

    assertRetryable(refusal, 2, 500_000_000);
    assertThat(receivers.refused("ring_full")).isEqualTo(1);
    assertThat(receivers.spans("grpc"))
        .isEqualTo(Map.of("accepted", 0L, "refused", 1L, "rejected", 0L, "received", 1L));
  }

  @Test
  void export_journalFails_isUnavailableWithRetryInfo() throws Exception {
    receivers.intake.refuseInTheJournalWith(
        Refusal.retryable(RefusalReason.DISK_FULL, "the disk is full"));

    assertRetryable(refusalOf(() -> export(traces(span(1, 2)))), 1, 0);
  }

  private static void assertRetryable(StatusRuntimeException refusal, long seconds, int nanos)
      throws Exception {
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
    RetryInfo retry = status.getDetails(0).unpack(RetryInfo.class);
    assertThat(retry.getRetryDelay().getSeconds()).isEqualTo(seconds);
    assertThat(retry.getRetryDelay().getNanos()).isEqualTo(nanos);
  }

  @Test
  void export_ourFault_isUnavailableNotUnknown() {
    receivers.intake.failWith(new IllegalStateException("planted by the test"));

    StatusRuntimeException refusal = refusalOf(() -> export(traces(span(1, 2))));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(receivers.refused("internal")).isEqualTo(1);
  }

  @Test
  void export_largeOnes_runOneAtATimeAndLetSmallOnesPass() throws Exception {
    receivers.intake.hold();
    var stub = TraceServiceGrpc.newFutureStub(channel);
    byte[] large = tracesOfAbout(700_000);
    ListenableFuture<ExportTraceServiceResponse> first =
        stub.export(ExportTraceServiceRequest.parseFrom(large));
    RunningReceivers.await(() -> receivers.intake.waiting() == 1);

    StatusRuntimeException refusal = refusalOf(() -> sendRaw(large, CallOptions.DEFAULT));
    ListenableFuture<ExportTraceServiceResponse> small = stub.export(traces(span(1, 2)));
    RunningReceivers.await(() -> receivers.intake.waiting() == 2);

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(receivers.refused("bytes_in_flight")).isEqualTo(1);
    assertThat(receivers.budget.usedBytes()).isGreaterThan(large.length);
    receivers.intake.answerWaiting();
    assertThat(first.get().hasPartialSuccess()).isFalse();
    assertThat(small.get().hasPartialSuccess()).isFalse();
  }

  @Test
  void export_cancelledWhileItIsStored_keepsItsChargeUntilTheVerdict() {
    receivers.intake.hold();
    var call = TraceServiceGrpc.newFutureStub(channel).export(traces(span(1, 2)));
    RunningReceivers.await(() -> receivers.intake.waiting() == 1);

    call.cancel(true);

    assertThat(receivers.budget.usedBytes()).isPositive();
    receivers.intake.answerWaiting();
    RunningReceivers.await(() -> receivers.budget.usedBytes() == 0);
  }

  @Test
  void export_manyAtATime_areAllAnswered() throws Exception {
    var stub = TraceServiceGrpc.newFutureStub(channel);
    List<ListenableFuture<ExportTraceServiceResponse>> calls = new ArrayList<>();
    for (int i = 1; i <= 500; i++) {
      calls.add(stub.export(traces(span(i, i))));
    }
    for (var call : calls) {
      assertThat(call.get().hasPartialSuccess()).isFalse();
    }
    assertThat(receivers.intake.items()).isEqualTo(500);
  }

  @Test
  void export_corruptGzip_isInvalidArgument() {
    StatusRuntimeException refusal = refusalOf(() -> sendEncoded("gzip"));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.getStatus().getDescription()).startsWith("corrupt gzip");
    assertThat(receivers.refused("malformed")).isEqualTo(1);
  }

  @Test
  void export_encodingWeDoNotHave_isUnimplemented() {
    StatusRuntimeException refusal = refusalOf(() -> sendEncoded("brotli"));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    RunningReceivers.await(() -> receivers.refused("unsupported_encoding") == 1);
  }

  /// Sends bytes that are not compressed and says that they are.
  private void sendEncoded(String encoding) {
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    registry.register(
        new Codec() {
          @Override
          public String getMessageEncoding() {
            return encoding;
          }

          @Override
          public OutputStream compress(OutputStream out) {
            return out;
          }

          @Override
          public InputStream decompress(InputStream in) {
            return in;
          }
        });
    ManagedChannel lying =
        NettyChannelBuilder.forAddress(receivers.grpc())
            .usePlaintext()
            .compressorRegistry(registry)
            .build();
    try {
      byte[] body = traces(span(1, 2)).toByteArray();
      ClientCalls.blockingUnaryCall(
          lying, RAW_EXPORT, CallOptions.DEFAULT.withCompression(encoding), body);
    } finally {
      lying.shutdownNow();
    }
  }

  @Test
  void call_ofAnUnknownMethod_isUnimplemented() {
    var method = rawMethod("opentelemetry.proto.collector.trace.v1.TraceService/Import");

    StatusRuntimeException refusal =
        refusalOf(() ->
            ClientCalls.blockingUnaryCall(
                channel, method, CallOptions.DEFAULT, Requests.traces().toByteArray()));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }
}
