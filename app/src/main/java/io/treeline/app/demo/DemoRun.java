package io.treeline.app.demo;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.treeline.model.TraceId;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Sends the sample run to a server over OTLP/gRPC.
public final class DemoRun {
  private static final int SPANS_PER_REQUEST = 3;

  private DemoRun() {}

  /// Sends all spans and waits until every one is acknowledged.
  ///
  /// @return the trace of the run, which ended now
  /// @throws io.grpc.StatusRuntimeException if the server does not take them
  public static TraceId replay(String host, int port, long nowUnixNanos) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    TraceId trace = new TraceId(random.nextLong() | 1, random.nextLong() | 1);
    List<Span> spans = new DemoSpans(trace.high(), trace.low(), nowUnixNanos).inOrderOfEnd();
    ManagedChannel channel = ManagedChannelBuilder.forAddress(host, port).usePlaintext().build();
    try {
      for (int from = 0; from < spans.size(); from += SPANS_PER_REQUEST) {
        int to = Math.min(spans.size(), from + SPANS_PER_REQUEST);
        export(channel, spans.subList(from, to));
      }
    } finally {
      channel.shutdownNow();
    }
    return trace;
  }

  private static void export(Channel channel, List<Span> spans) {
    ResourceSpans group =
        ResourceSpans.newBuilder()
            .setResource(
                Resource.newBuilder()
                    .addAttributes(DemoSpans.text("service.name", "treeline-demo")))
            .addScopeSpans(
                ScopeSpans.newBuilder()
                    .setScope(InstrumentationScope.newBuilder().setName("treeline.demo"))
                    .addAllSpans(spans))
            .build();
    ClientCalls.blockingUnaryCall(
        channel,
        TraceServiceGrpc.getExportMethod(),
        CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
        ExportTraceServiceRequest.newBuilder().addResourceSpans(group).build());
  }
}
