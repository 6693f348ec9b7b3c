package io.treeline.bench;

import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.processor.cost.Prices;
import io.treeline.processor.dialect.Dialects;
import io.treeline.processor.tree.CompletionSettings;
import io.treeline.processor.tree.TraceAssembler;
import io.treeline.processor.view.Failures;
import io.treeline.processor.view.Interpreter;
import io.treeline.processor.view.LiveViews;
import io.treeline.processor.view.TimeSource;
import io.treeline.processor.view.TraceViews;
import io.treeline.processor.view.ViewParts;
import io.treeline.processor.view.ViewSettings;
import io.treeline.processor.view.ViewsTelemetry;
import io.treeline.testkit.Chunks;
import io.treeline.testkit.InMemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/// What one trace costs that grows by small requests: processor time of the assembling thread,
/// everything from bytes to views.
///
/// `GrowingTrace [spans] [spans a request] [bytes a text] [requests a second]`. Prints a line for
/// each tenth of the way: the mean of all spans so far must stay what it is.
public final class GrowingTrace {
  private static final TimeSource TIME = TimeSource.SYSTEM;

  private final InMemoryStore store = new InMemoryStore();
  private final Telemetry telemetry = new Telemetry();
  private final TraceViews views;

  private GrowingTrace() {
    Dialects dialects = Dialects.bundled();
    views =
        new TraceViews(
            new ViewParts(
                new Interpreter(
                    dialects::decodeSpans,
                    dialects::decodeLogs,
                    new TraceAssembler(CompletionSettings.DEFAULT, Prices.bundled())::assemble),
                store,
                store,
                store,
                new LiveViews(),
                ViewSettings.DEFAULT,
                TIME,
                new Failures(store::deadLetter, telemetry),
                new ViewsTelemetry(telemetry)));
    views.resume();
  }

  public static void main(String[] args) throws InterruptedException {
    int spans = number(args, 0, 50_000);
    int perRequest = number(args, 1, 20);
    int perSecond = number(args, 3, 200);
    List<Chunk> chunks = chunks(spans, perRequest, number(args, 2, 1_050));
    new GrowingTrace().run(chunks.subList(0, chunks.size() / 10), perSecond);
    new GrowingTrace().run(chunks, perSecond);
  }

  private static int number(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  private static List<Chunk> chunks(int spans, int perRequest, int textBytes) {
    MarathonSpans source = new MarathonSpans(new Random(1), textBytes);
    List<Chunk> chunks = new ArrayList<>();
    for (int from = 1; from < spans; from += perRequest) {
      int to = Math.min(spans, from + perRequest);
      chunks.addAll(chunks(source, from, to));
    }
    chunks.addAll(chunks(source, 0, 1));
    return chunks;
  }

  private static List<Chunk> chunks(MarathonSpans source, int from, int to) {
    return Chunks.ofTraces(
        TracesData.newBuilder().addResourceSpans(source.resourceSpans(from, to)).build());
  }

  private void run(List<Chunk> chunks, int perSecond) throws InterruptedException {
    long spacing = 1_000_000_000L / perSecond;
    long next = System.nanoTime();
    long cpu = 0;
    long spans = 0;
    for (int i = 0; i < chunks.size(); i++) {
      long sequence = store.append(List.of(chunks.get(i)));
      spans += chunks.get(i).entries().size();
      long begun = TIME.cpuNanos();
      views.onChunk(sequence, chunks.get(i));
      views.onTimer();
      cpu += TIME.cpuNanos() - begun;
      next += spacing;
      Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
      if ((i + 1) % Math.max(1, chunks.size() / 10) == 0) {
        print(spans, cpu);
      }
    }
    long begun = TIME.cpuNanos();
    views.assemblePending();
    views.flush();
    print(spans, cpu + TIME.cpuNanos() - begun);
  }

  private void print(long spans, long cpuNanos) {
    System.out.printf(
        "%d spans: %.2f us CPU a span, %d assemblies%n",
        spans,
        cpuNanos / 1_000.0 / spans,
        LongStream.of(telemetry.histogram("treeline_assembly_seconds", Map.of(), "").counts())
            .sum());
  }
}
