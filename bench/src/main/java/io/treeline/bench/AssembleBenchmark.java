package io.treeline.bench;

import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.ingest.Chunk;
import io.treeline.processor.cost.Prices;
import io.treeline.processor.dialect.Dialects;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.processor.tree.CompletionSettings;
import io.treeline.processor.tree.TraceAssembler;
import io.treeline.processor.tree.TraceTrees;
import io.treeline.processor.view.Interpreter;
import io.treeline.processor.view.TraceFacts;
import io.treeline.testkit.Chunks;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What meaning costs an ordinary span of 1.5 KB: decoded, classified and assembled to its run, in
/// a trace of 100 spans from one request. `-prof gc` gives the bytes a span.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class AssembleBenchmark {
  private static final int SPANS = 100;
  private static final int TEXT_BYTES = 1_050;

  private final Dialects dialects = Dialects.bundled();
  private final Interpreter interpreter =
      new Interpreter(
          dialects::decodeSpans,
          dialects::decodeLogs,
          new TraceAssembler(CompletionSettings.DEFAULT, Prices.bundled())::assemble);
  private @Nullable Chunk chunk;
  private @Nullable TraceFacts facts;

  @Setup
  public void buildChunk() {
    MarathonSpans spans = new MarathonSpans(new Random(1), TEXT_BYTES);
    Chunk hundred =
        Chunks.ofTraces(
                TracesData.newBuilder().addResourceSpans(spans.resourceSpans(0, SPANS)).build())
            .getFirst();
    System.out.println("bytes a span: " + hundred.payload().length / SPANS);
    chunk = hundred;
    TraceFacts read = new TraceFacts();
    interpreter.read(1, hundred, read);
    facts = read;
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public List<SpanFacts> decode() {
    return dialects.decodeSpans(Objects.requireNonNull(chunk));
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public TraceTrees assemble() {
    return trees(Objects.requireNonNull(facts));
  }

  @Benchmark
  @OperationsPerInvocation(SPANS)
  public TraceTrees decodeAndAssemble() {
    TraceFacts read = new TraceFacts();
    interpreter.read(1, Objects.requireNonNull(chunk), read);
    return trees(read);
  }

  private TraceTrees trees(TraceFacts read) {
    Chunk its = Objects.requireNonNull(chunk);
    long now = its.arrivalUnixNanos() + TimeUnit.SECONDS.toNanos(6);
    return interpreter.trees(
        its.traceId(), read, List.of(), List.of(), UnaryOperator.identity(), now);
  }
}
