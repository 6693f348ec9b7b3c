package io.treeline.bench;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Random;

/// One very large run: sends it, then reads its first steps again and again.
///
/// `LargeRun GRPC_HOST:PORT QUERY_HOST:PORT [spans] [bytes a span] [steps] [reads]`. Prints how
/// long sending took, and the times of the reads once the views have it all.
public final class LargeRun {
  private static final int SPANS_PER_REQUEST = 20;

  private final MarathonSpans spans;

  private LargeRun(int spanBytes) {
    spans = new MarathonSpans(new Random(System.nanoTime()), spanBytes);
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
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(spans.resourceSpans(from, to))
        .build();
  }

  private void read(String address, int steps, int reads) throws Exception {
    String run = "http://" + address + "/api/v1/runs/" + spans.traceId() + "?limit=" + steps;
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
}
