package io.treeline.bench;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/// One very large run: sends it, then reads its first steps again and again.
///
/// `LargeRun GRPC_HOST:PORT QUERY_HOST:PORT [spans] [bytes a span] [steps] [reads]`. Prints how
/// long sending took, and the times of the reads once the views have it all.
public final class LargeRun {
  private static final int SPANS_PER_REQUEST = 20;

  private final Random random = new Random(System.nanoTime());
  private final ByteString trace = bytes(16);
  private final ByteString root = bytes(8);
  private final long start = System.currentTimeMillis() * 1_000_000;
  private final int spanBytes;

  private LargeRun(int spanBytes) {
    this.spanBytes = spanBytes;
  }

  public static void main(String[] args) throws Exception {
    int spans = number(args, 2, 50_000);
    LargeRun run = new LargeRun(number(args, 3, 10_000));
    long sent = System.nanoTime();
    run.send(args[0], spans);
    System.out.printf("sent %d spans in %.1f s%n", spans, (System.nanoTime() - sent) / 1e9);
    run.read(args[1], number(args, 4, 200), number(args, 5, 10));
  }

  private static int number(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  private void send(String target, int spans) throws InterruptedException {
    ManagedChannel channel = NettyChannelBuilder.forTarget(target).usePlaintext().build();
    try {
      for (int from = 1; from < spans; from += SPANS_PER_REQUEST) {
        send(channel, request(from, Math.min(spans, from + SPANS_PER_REQUEST)));
      }
      send(channel, request(0, 1));
    } finally {
      channel.shutdownNow();
    }
  }

  private static void send(ManagedChannel channel, ExportTraceServiceRequest request)
      throws InterruptedException {
    while (true) {
      try {
        ClientCalls.blockingUnaryCall(
            channel, TraceServiceGrpc.getExportMethod(), CallOptions.DEFAULT, request);
        return;
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
          throw e;
        }
        Thread.sleep(500);
      }
    }
  }

  private ExportTraceServiceRequest request(int from, int to) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = from; i < to; i++) {
      scope.addSpans(span(i));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(text("service.name", "bench")))
                .addScopeSpans(scope))
        .build();
  }

  /// The root, and below it calls of a model and of tools in turn.
  private Span span(int i) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(trace)
            .setStartTimeUnixNano(start + i * 1_000_000L)
            .setEndTimeUnixNano(start + i * 1_000_000L + 900_000);
    if (i == 0) {
      return span.setSpanId(root)
          .setName("invoke_agent marathon")
          .setEndTimeUnixNano(start + 60_000_000_000L)
          .addAttributes(text("gen_ai.operation.name", "invoke_agent"))
          .addAttributes(text("gen_ai.agent.name", "marathon"))
          .build();
    }
    span.setSpanId(bytes(8)).setParentSpanId(root);
    if (i % 2 == 0) {
      return span.setName("execute_tool search")
          .addAttributes(text("gen_ai.operation.name", "execute_tool"))
          .addAttributes(text("gen_ai.tool.name", "search"))
          .addAttributes(text("gen_ai.tool.call.result", prose()))
          .build();
    }
    return span.setName("chat gpt-5")
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(text("gen_ai.provider.name", "openai"))
        .addAttributes(text("gen_ai.request.model", "gpt-5"))
        .addAttributes(count("gen_ai.usage.input_tokens", 1 + random.nextInt(4_000)))
        .addAttributes(count("gen_ai.usage.output_tokens", random.nextInt(400)))
        .addAttributes(text("gen_ai.input.messages", prose()))
        .build();
  }

  private void read(String address, int steps, int reads) throws Exception {
    String run =
        "http://"
            + address
            + "/api/v1/runs/"
            + HexFormat.of().formatHex(trace.toByteArray())
            + "?limit="
            + steps;
    try (HttpClient client = HttpClient.newHttpClient()) {
      waitForViews(client, "http://" + address + "/api/v1/runs?limit=1");
      double[] millis = new double[reads];
      for (int i = 0; i < reads; i++) {
        long begun = System.nanoTime();
        HttpResponse<String> answer = get(client, run);
        millis[i] = (System.nanoTime() - begun) / 1e6;
        System.out.printf(
            "%d, %d bytes, %.0f ms%n", answer.statusCode(), answer.body().length(), millis[i]);
      }
      Arrays.sort(millis);
      System.out.printf("median %.0f ms%n", millis[reads / 2]);
    }
  }

  private static void waitForViews(HttpClient client, String list) throws Exception {
    long begun = System.nanoTime();
    while (!get(client, list).body().contains("\"behind\":0")) {
      Thread.sleep(500);
    }
    System.out.printf("views behind for %.1f s more%n", (System.nanoTime() - begun) / 1e9);
  }

  private static HttpResponse<String> get(HttpClient client, String uri) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private String prose() {
    StringBuilder text = new StringBuilder(spanBytes + 8);
    while (text.length() < spanBytes) {
      text.append(Integer.toString(random.nextInt(5_000), 36)).append(' ');
    }
    return text.toString();
  }

  private ByteString bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue count(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
