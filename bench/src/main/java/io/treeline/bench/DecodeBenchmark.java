package io.treeline.bench;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.ingest.Chunk;
import io.treeline.processor.dialect.Dialects;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.testkit.Chunks;
import io.treeline.testkit.Corpus;
import io.treeline.testkit.Corpus.Signal;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What decoding costs a span: recorded spans of one client, repeated to chunks of 100.
///
/// `-prof gc` gives the bytes a span; the set-up prints the mean encoded size.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark {
  private static final int SPANS = 100;

  /// A recording of the test corpus.
  @Param({"pydantic-ai-py", "openai-agents-py-openinference", "langgraph-openinference"})
  public String recording = "";

  private final Dialects dialects = Dialects.bundled();
  private @Nullable Chunk chunk;

  @Setup
  public void buildChunk() throws IOException {
    byte[] body =
        Corpus.requests(recording).stream()
            .filter(request -> request.signal() == Signal.TRACES)
            .findFirst()
            .orElseThrow()
            .body();
    Chunk hundred = Chunks.ofTraces(hundredSpans(TracesData.parseFrom(body))).getFirst();
    System.out.println("bytes a span: " + hundred.payload().length / SPANS);
    chunk = hundred;
  }

  private static TracesData hundredSpans(TracesData recorded) {
    ResourceSpans resource = recorded.getResourceSpans(0);
    ScopeSpans scope = resource.getScopeSpans(0);
    List<Span> spans = scope.getSpansList();
    ScopeSpans.Builder hundred = scope.toBuilder().clearSpans();
    for (int i = 0; i < SPANS; i++) {
      hundred.addSpans(spans.get(i % spans.size()));
    }
    return TracesData.newBuilder()
        .addResourceSpans(resource.toBuilder().clearScopeSpans().addScopeSpans(hundred))
        .build();
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public List<SpanFacts> decode() {
    return dialects.decodeSpans(Objects.requireNonNull(chunk));
  }
}
