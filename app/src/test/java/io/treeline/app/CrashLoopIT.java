package io.treeline.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the process at random moments under load: what was acknowledged is there, once.
///
/// Requests that were not acknowledged are sent again with the same ids, as an exporter would.
class CrashLoopIT {
  private static final int ROUNDS = 3;
  private static final int CONNECTIONS = 3;

  @TempDir Path directory;

  private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
  private final Set<String> sent = new ConcurrentSkipListSet<>();
  private final long seed = System.nanoTime();

  @Test
  void kill_atRandomMoments_losesAndDoublesNothing() throws Exception {
    Path data = directory.resolve("data");
    Random random = new Random(seed);
    List<Deque<ExportTraceServiceRequest>> unanswered = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      unanswered.add(new ArrayDeque<>());
    }
    for (int round = 0; round < ROUNDS; round++) {
      try (ServerProcess server = ServerProcess.start(data)) {
        loadUntilKilled(server, unanswered, 300 + random.nextInt(700));
      }
    }
    assertThat(acknowledged).as("seed %d", seed).isNotEmpty();

    List<String> offline = export(data);
    assertThat(offline).as("server killed, seed %d", seed).doesNotHaveDuplicates();
    assertThat(offline).as("server killed, seed %d", seed).containsAll(acknowledged);
    assertThat(sent).containsAll(offline);

    try (ServerProcess server = ServerProcess.start(data)) {
      assertThat(new TreeSet<>(export(data))).isEqualTo(new TreeSet<>(offline));
      assertThat(server.terminate()).isZero();
    }
  }

  private void loadUntilKilled(
      ServerProcess server, List<Deque<ExportTraceServiceRequest>> unanswered, int millis)
      throws Exception {
    int port = server.port("otlp_grpc");
    AtomicBoolean stop = new AtomicBoolean();
    int acknowledgedBefore = acknowledged.size();
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      Deque<ExportTraceServiceRequest> again = unanswered.get(i);
      Random random = new Random(seed + senders.size() + millis);
      senders.add(Thread.ofPlatform().start(() -> send(port, stop, again, random)));
    }
    awaitAcknowledgement(acknowledgedBefore);
    Thread.sleep(millis);
    server.kill();
    stop.set(true);
    for (Thread sender : senders) {
      sender.join();
    }
  }

  /// On a busy machine the first answer may take seconds; a kill before it would prove nothing.
  private void awaitAcknowledgement(int before) throws InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (acknowledged.size() == before) {
      assertThat(System.nanoTime()).as("no answer, seed %d", seed).isLessThan(endNanos);
      Thread.sleep(10);
    }
  }

  private void send(
      int port, AtomicBoolean stop, Deque<ExportTraceServiceRequest> again, Random random) {
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      while (!stop.get()) {
        ExportTraceServiceRequest request = again.isEmpty() ? request(random) : again.pop();
        sent.addAll(ids(request));
        try {
          ClientCalls.blockingUnaryCall(
              channel,
              TraceServiceGrpc.getExportMethod(),
              CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS),
              request);
          acknowledged.addAll(ids(request));
        } catch (StatusRuntimeException e) {
          again.add(request);
        }
      }
    } finally {
      channel.shutdownNow();
    }
  }

  private static ExportTraceServiceRequest request(Random random) {
    ByteString trace = bytes(random, 16);
    int count = random.nextInt(10) == 0 ? 400 : 1 + random.nextInt(20);
    ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    for (int i = 0; i < count; i++) {
      spans.addSpans(
          Span.newBuilder()
              .setTraceId(trace)
              .setSpanId(bytes(random, 8))
              .setName("crash")
              .setStartTimeUnixNano(1_790_000_000_000_000_000L)
              .setEndTimeUnixNano(1_790_000_000_000_000_000L + random.nextInt(1_000_000)));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
        .build();
  }

  private static ByteString bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    bytes[0] |= 1;
    return ByteString.copyFrom(bytes);
  }

  private static List<String> ids(ExportTraceServiceRequest request) {
    HexFormat hex = HexFormat.of();
    return request.getResourceSpans(0).getScopeSpans(0).getSpansList().stream()
        .map(span ->
            hex.formatHex(span.getTraceId().toByteArray())
                + " "
                + hex.formatHex(span.getSpanId().toByteArray()))
        .toList();
  }

  private List<String> export(Path data) throws IOException {
    ServerProcess.Finished export =
        ServerProcess.run(directory, "export", "--data", data.toString(), "--format", "ids");
    assertThat(export.status()).as(export.err()).isZero();
    return export.out().lines().toList();
  }
}
