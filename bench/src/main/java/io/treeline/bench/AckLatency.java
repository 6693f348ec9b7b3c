package io.treeline.bench;

import static io.treeline.bench.Attributes.count;
import static io.treeline.bench.Attributes.text;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Acknowledgement latency of a running server at a fixed rate, with the disk's own fsync beside
/// it.
///
/// `AckLatency HOST:PORT FSYNC_DIR [requests/s] [connections] [spans] [warm seconds] [seconds]
/// [server's process id] [authority.pem]`. Each connection sends at its own fixed times; a late
/// send counts from when it was due, so a stall is not hidden. With the process id also the CPU
/// time that the server takes for a span; with the authority's certificate over TLS.
public final class AckLatency {
  private static final int SPAN_PADDING_BYTES = 1_000;

  private final String target;
  private final ChannelCredentials credentials;
  private final int spans;
  private final long periodNanos;
  private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
  private final AtomicLong refused = new AtomicLong();

  private AckLatency(String target, ChannelCredentials credentials, int spans, long periodNanos) {
    this.target = target;
    this.credentials = credentials;
    this.spans = spans;
    this.periodNanos = periodNanos;
  }

  public static void main(String[] args) throws Exception {
    int rate = number(args, 2, 200);
    int connections = number(args, 3, 4);
    int spans = number(args, 4, 20);
    int warmSeconds = number(args, 5, 20);
    int seconds = number(args, 6, 30);
    long period = TimeUnit.SECONDS.toNanos(1) * connections / rate;
    ChannelCredentials credentials =
        args.length > 8
            ? TlsChannelCredentials.newBuilder().trustManager(new File(args[8])).build()
            : InsecureChannelCredentials.create();
    AckLatency load = new AckLatency(args[0], credentials, spans, period);
    load.run(connections, warmSeconds);
    load.latencies.clear();
    load.refused.set(0);
    print("fsync of 32 KiB, before", fsyncs(Path.of(args[1])));
    long cpuBefore = cpuNanos(args);
    load.run(connections, seconds);
    long cpuNanos = cpuNanos(args) - cpuBefore;
    print("ack of " + spans + " spans at " + rate + "/s", load.sorted());
    print("fsync of 32 KiB, after", fsyncs(Path.of(args[1])));
    System.out.println("refused " + load.refused.get());
    System.out.printf(
        "server CPU per span %.2f us%n",
        cpuNanos / 1e3 / Math.max(1, (long) load.latencies.size() * spans));
  }

  private static int number(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  private static long cpuNanos(String[] args) {
    if (args.length <= 7) {
      return 0;
    }
    return ProcessHandle.of(Long.parseLong(args[7]))
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElseThrow();
  }

  private void run(int connections, int seconds) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      long seed = i;
      threads.add(Thread.ofPlatform().start(() -> connection(seconds, new Random(seed))));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void connection(int seconds, Random random) {
    ManagedChannel channel = NettyChannelBuilder.forTarget(target, credentials).build();
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    try {
      for (long due = start; due < end; due += periodNanos) {
        ExportTraceServiceRequest request = request(random);
        while (System.nanoTime() < due) {
          Thread.sleep(0, 200_000);
        }
        send(channel, request, due);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      channel.shutdownNow();
    }
  }

  private void send(ManagedChannel channel, ExportTraceServiceRequest request, long due) {
    try {
      ClientCalls.blockingUnaryCall(
          channel,
          TraceServiceGrpc.getExportMethod(),
          CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS),
          request);
      latencies.add(System.nanoTime() - due);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
        throw e;
      }
      refused.incrementAndGet();
    }
  }

  private ExportTraceServiceRequest request(Random random) {
    ByteString trace = bytes(random, 16);
    ByteString root = bytes(random, 8);
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < spans; i++) {
      scope.addSpans(i == 0 ? agent(trace, root, now) : chat(trace, root, now, random));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(text("service.name", "bench")))
                .addScopeSpans(scope))
        .build();
  }

  private static Span agent(ByteString trace, ByteString root, long now) {
    return Span.newBuilder()
        .setTraceId(trace)
        .setSpanId(root)
        .setName("invoke_agent bench")
        .setStartTimeUnixNano(now - 2_000_000_000L)
        .setEndTimeUnixNano(now)
        .addAttributes(text("gen_ai.operation.name", "invoke_agent"))
        .addAttributes(text("gen_ai.agent.name", "bench"))
        .build();
  }

  private static Span chat(ByteString trace, ByteString root, long now, Random random) {
    return Span.newBuilder()
        .setTraceId(trace)
        .setSpanId(bytes(random, 8))
        .setParentSpanId(root)
        .setName("chat gpt-5")
        .setStartTimeUnixNano(now - 1_000_000_000L)
        .setEndTimeUnixNano(now)
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(text("gen_ai.provider.name", "openai"))
        .addAttributes(text("gen_ai.request.model", "gpt-5"))
        .addAttributes(count("gen_ai.usage.input_tokens", random.nextInt(4_000)))
        .addAttributes(count("gen_ai.usage.output_tokens", random.nextInt(400)))
        .addAttributes(text("gen_ai.input.messages", padding(random)))
        .build();
  }

  /// Text that compresses about as well as prose.
  private static String padding(Random random) {
    StringBuilder text = new StringBuilder(SPAN_PADDING_BYTES + 16);
    while (text.length() < SPAN_PADDING_BYTES) {
      text.append(Integer.toString(random.nextInt(5_000), 36)).append(' ');
    }
    return text.toString();
  }

  private static ByteString bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    ByteBuffer.wrap(bytes).putLong(System.nanoTime() ^ random.nextLong());
    return ByteString.copyFrom(bytes);
  }

  private long[] sorted() {
    long[] all = latencies.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(all);
    return all;
  }

  private static long[] fsyncs(Path directory) throws IOException {
    Path file = Files.createTempFile(directory, "fsync", ".bin");
    long[] nanos = new long[200];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
      ByteBuffer block = ByteBuffer.allocateDirect(32 * 1_024);
      for (int i = 0; i < nanos.length; i++) {
        block.rewind();
        long start = System.nanoTime();
        channel.write(block);
        channel.force(false);
        nanos[i] = System.nanoTime() - start;
      }
    } finally {
      Files.delete(file);
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static void print(String what, long[] nanos) {
    if (nanos.length == 0) {
      System.out.println(what + ": nothing measured");
      return;
    }
    System.out.printf(
        "%s: n=%d p50 %.2f ms p99 %.2f ms max %.2f ms%n",
        what,
        nanos.length,
        nanos[nanos.length / 2] / 1e6,
        nanos[(int) (nanos.length * 0.99)] / 1e6,
        nanos[nanos.length - 1] / 1e6);
  }
}
