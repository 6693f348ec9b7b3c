package io.treeline.processor.view;

import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.processor.read.ReadBudget;
import io.treeline.processor.read.ReadParts;
import io.treeline.processor.read.StoreRunReader;
import io.treeline.testkit.InMemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/// A core over a store in memory, driven by hand: what is sent is appended and taken at once.
public final class CoreHarness {
  /// Tests provoke failures; their stack traces are of no use. Held, or the level is forgotten.
  private static final Logger FAILURES = Logger.getLogger(Failures.class.getName());

  static {
    FAILURES.setLevel(Level.OFF);
  }

  public final InMemoryStore store;
  public final ManualTime time;
  public final LiveViews live = new LiveViews();
  public final TraceViews views;
  public final StoreRunReader reader;
  private final Telemetry telemetry = new Telemetry();

  public CoreHarness() {
    this(
        new InMemoryStore(),
        new ManualTime(),
        ViewSettings.DEFAULT,
        TrivialAssembler.interpreter());
  }

  public CoreHarness(
      InMemoryStore store, ManualTime time, ViewSettings settings, Interpreter interpreter) {
    this.store = store;
    this.time = time;
    views =
        new TraceViews(
            new ViewParts(
                interpreter,
                store,
                store,
                store,
                live,
                settings,
                time,
                new Failures(store::deadLetter, telemetry),
                new ViewsTelemetry(telemetry)));
    views.resume();
    reader =
        new StoreRunReader(
            new ReadParts(
                store, store, store, live, interpreter, ReadBudget.ofHeap(telemetry), time));
  }

  /// Journals a chunk that arrives now and ends the batch.
  public void send(TraceId trace, ChunkEntry... spans) {
    send(TestChunks.spans(trace, time.unixNanos(), spans));
  }

  public void send(Chunk chunk) {
    views.onChunk(store.append(List.of(chunk)), chunk);
    views.onTimer();
  }

  /// Lets time pass in the ring's ticks.
  public void pass(Duration duration) {
    Duration tick = Duration.ofMillis(50);
    for (Duration left = duration; left.isPositive(); left = left.minus(tick)) {
      time.advance(left.compareTo(tick) < 0 ? left : tick);
      views.onTimer();
    }
  }

  /// Takes what the log holds, as after a crash.
  public void replay() {
    store.readLog(
        views.position() + 1,
        stored -> {
          views.onChunk(stored.sequence(), stored.chunk());
          views.onTimer();
          return true;
        });
  }

  /// The runs of a trace as lists show them.
  public List<Run> runs(TraceId trace) {
    LiveTrace unflushed = live.trace(trace);
    return unflushed == null ? store.runsOfTrace(trace) : unflushed.view().runs();
  }

  public Run run(TraceId trace) {
    return runs(trace).getFirst();
  }

  public long counter(String name) {
    return telemetry.counter(name, Map.of(), "").value();
  }
}
