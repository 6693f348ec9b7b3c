package io.treeline.processor.ring;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.ingest.Ack;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.SpanBatch;
import io.treeline.model.telemetry.Gauge;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.processor.read.ReadBudget;
import io.treeline.processor.read.ReadParts;
import io.treeline.processor.read.StoreRunReader;
import io.treeline.processor.view.Failures;
import io.treeline.processor.view.Interpreter;
import io.treeline.processor.view.LiveViews;
import io.treeline.processor.view.TestChunks;
import io.treeline.processor.view.TimeSource;
import io.treeline.processor.view.TraceViews;
import io.treeline.processor.view.TrivialAssembler;
import io.treeline.processor.view.ViewParts;
import io.treeline.processor.view.ViewSettings;
import io.treeline.processor.view.ViewsTelemetry;
import io.treeline.testkit.InMemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A ring with its own threads over a store in memory; journal and assembly can be held up.
final class RingHarness implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// Held, or the level is forgotten.
  private static final Logger FAILURES = Logger.getLogger(Failures.class.getName());

  static {
    FAILURES.setLevel(Level.OFF);
  }

  final InMemoryStore store;
  final Telemetry telemetry = new Telemetry();
  final StoreRunReader reader;
  final SpanRing ring;
  final InFlightBudget inFlight = new InFlightBudget(1 << 20);
  final LongAccumulator inFlightWhileDecoding = new LongAccumulator(Math::max, 0);
  private final Semaphore assembling = new Semaphore(1_000_000);

  RingHarness() {
    this(RingSettings.DEFAULT, new InMemoryStore());
  }

  RingHarness(RingSettings settings, InMemoryStore store) {
    this.store = store;
    Interpreter interpreter =
        new Interpreter(this::decode, TrivialAssembler::decodeLogs, TrivialAssembler::assemble);
    LiveViews live = new LiveViews();
    Failures failures = new Failures(store::deadLetter, telemetry);
    TraceViews views =
        new TraceViews(
            new ViewParts(
                interpreter,
                store,
                store,
                store,
                live,
                ViewSettings.DEFAULT,
                TimeSource.SYSTEM,
                failures,
                new ViewsTelemetry(telemetry)));
    ring =
        new SpanRing(
            settings, inFlight, store, store, views, failures, telemetry, TimeSource.SYSTEM);
    reader =
        new StoreRunReader(
            new ReadParts(
                store,
                store,
                store,
                live,
                TrivialAssembler.interpreter(),
                ReadBudget.ofHeap(telemetry),
                TimeSource.SYSTEM));
    ring.start();
  }

  /// The journal's verdict on one batch.
  static final class RecordingAck implements Ack {
    private final CountDownLatch called = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private @Nullable Refusal refusal;

    @Override
    public void done(@Nullable Refusal newRefusal) {
      calls.incrementAndGet();
      refusal = newRefusal;
      called.countDown();
    }

    boolean isDone() {
      return calls.get() > 0;
    }

    void assertOk() throws InterruptedException {
      assertThat(answer()).isNull();
    }

    void assertRefused(RefusalReason reason) throws InterruptedException {
      Refusal answer = answer();
      assertThat(answer).isNotNull();
      assertThat(answer.reason()).isEqualTo(reason);
      assertThat(answer.retryAfterMillis()).isPositive();
    }

    @Nullable Refusal answer() throws InterruptedException {
      assertThat(called.await(PATIENCE.toSeconds(), SECONDS)).isTrue();
      assertThat(calls).hasValue(1);
      return refusal;
    }
  }

  /// Offers one span of a trace of its own.
  RecordingAck offer(long trace) {
    RecordingAck ack = new RecordingAck();
    assertThat(tryOffer(trace, ack)).isNull();
    return ack;
  }

  @Nullable Refusal tryOffer(long trace, Ack ack) {
    return ring.offer(SpanBatch.of(List.of(chunk(trace))), ack);
  }

  static Chunk chunk(long trace) {
    return TestChunks.spans(
        TestChunks.trace(trace), TimeSource.SYSTEM.unixNanos(), TestChunks.span(trace, 0, 0));
  }

  /// Lets the assemble stage hang in its next chunk.
  void holdAssembly() {
    assembling.drainPermits();
  }

  void releaseAssembly() {
    assembling.release(1_000_000);
  }

  long counter(String name) {
    return telemetry.counter(name, Map.of(), "").value();
  }

  long gauge(String name) {
    return telemetry.all().stream()
        .filter(registered -> registered.series().name().equals(name))
        .map(registered -> (Gauge) registered.instrument())
        .mapToLong(Gauge::value)
        .findFirst()
        .orElseThrow();
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("patience").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    releaseAssembly();
    ring.stop(PATIENCE);
  }

  private List<SpanFacts> decode(Chunk chunk) {
    inFlightWhileDecoding.accumulate(inFlight.usedBytes());
    assembling.acquireUninterruptibly();
    return TrivialAssembler.decodeSpans(chunk);
  }
}
