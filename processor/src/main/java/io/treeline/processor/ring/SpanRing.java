package io.treeline.processor.ring;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SequenceBarrier;
import io.treeline.model.ingest.Ack;
import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.SpanBatch;
import io.treeline.model.ingest.SpanIntake;
import io.treeline.model.store.Journal;
import io.treeline.model.store.SpanReader;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.processor.view.Failures;
import io.treeline.processor.view.TimeSource;
import io.treeline.processor.view.TraceViews;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The ring: takes batches from any thread without waiting, lets the journal stage write and
/// acknowledge them, and the assemble stage turn them into views.
public final class SpanRing implements SpanIntake {
  private static final Duration POLL = Duration.ofMillis(1);

  private final RingBuffer<RingSlot> ring;
  private final RingWaitStrategy waits;
  private final ViewLag lag;
  private final TimeSource time;
  private final TraceViews views;
  private final SpanReader log;
  private final BatchEventProcessor<RingSlot> journalling;
  private final BatchEventProcessor<RingSlot> assembling;
  private final Thread journalThread;
  private final Thread assembleThread;
  private final AtomicInteger offering = new AtomicInteger();
  private volatile boolean accepting;

  /// @param inFlight the budget of requests; what is too large for the ring is read back within it
  public SpanRing(
      RingSettings settings,
      InFlightBudget inFlight,
      Journal journal,
      SpanReader log,
      TraceViews views,
      Failures failures,
      Telemetry telemetry,
      TimeSource time) {
    this.views = views;
    this.log = log;
    this.time = time;
    waits = new RingWaitStrategy(RingSettings.TICK.toNanos());
    lag = new ViewLag(settings);
    ring = RingBuffer.createMultiProducer(RingSlot::new, settings.slots(), waits);
    RingTelemetry counts = new RingTelemetry(telemetry);
    InFlightBudget held = new InFlightBudget(settings.maxHeldBytes());
    RingParts parts = new RingParts(settings, waits, held, inFlight, lag, failures, counts, time);
    journalling =
        consumer(ring, ring.newBarrier(), new JournalStage(journal, parts), "journal", failures);
    assembling =
        consumer(
            ring,
            ring.newBarrier(journalling.getSequence()),
            new AssembleStage(views, log, parts, ring::getCursor),
            "assemble",
            failures);
    ring.addGatingSequences(assembling.getSequence());
    journalThread = Thread.ofPlatform().daemon().name("treeline-journal").unstarted(journalling);
    assembleThread = Thread.ofPlatform().daemon().name("treeline-assemble").unstarted(assembling);
    counts.queue(settings.slots(), () -> ring.getCursor() - journalling.getSequence().get());
    counts.lag(() -> Duration.ofNanos(lag.nanos(time.monotonicNanos())).toSeconds(), lag::bytes);
  }

  private static BatchEventProcessor<RingSlot> consumer(
      RingBuffer<RingSlot> ring,
      SequenceBarrier barrier,
      EventHandler<RingSlot> stage,
      String name,
      Failures failures) {
    BatchEventProcessor<RingSlot> processor =
        new BatchEventProcessorBuilder()
            .setMaxBatchSize(RingSettings.MAX_BATCH_SLOTS)
            .build(ring, barrier, stage);
    processor.setExceptionHandler(new StageExceptionHandler(name + " stage", failures));
    return processor;
  }

  /// Starts both stages and accepts at once; what the log holds beyond the views' cursor is caught
  /// up with meanwhile.
  public void start() {
    views.resume();
    if (views.position() < log.lastSequence()) {
      lag.journalled(log.lastSequence(), 0, time.monotonicNanos());
    }
    journalThread.start();
    assembleThread.start();
    accepting = true;
  }

  @Override
  public @Nullable Refusal offer(SpanBatch batch, Ack ack) {
    offering.incrementAndGet();
    try {
      if (!accepting) {
        return Refusal.retryable(RefusalReason.SHUTTING_DOWN, "the server is stopping");
      }
      if (lag.isTooFar(time.monotonicNanos())) {
        return Refusal.retryable(RefusalReason.VIEWS_BEHIND, "views are too far behind the log");
      }
      return publish(batch, ack);
    } finally {
      offering.decrementAndGet();
    }
  }

  /// Accepts nothing more, gives every batch taken its answer, writes the views, ends the threads.
  ///
  /// @param drain how long to wait for the disk; what it has not written then is refused
  /// @return whether everything taken was journalled or refused
  public boolean stop(Duration drain) {
    accepting = false;
    long deadline = time.monotonicNanos() + drain.toNanos();
    await(() -> offering.get() == 0, deadline);
    await(() -> journalling.getSequence().get() >= ring.getCursor(), deadline);
    await(() -> assembling.getSequence().get() >= ring.getCursor(), deadline);
    boolean journalEnded = end(journalling, journalThread, drain);
    boolean assembleEnded = end(assembling, assembleThread, drain);
    if (journalEnded) {
      refuseTheRest();
    }
    return journalEnded && assembleEnded;
  }

  private @Nullable Refusal publish(SpanBatch batch, Ack ack) {
    long sequence;
    try {
      sequence = ring.tryNext();
    } catch (InsufficientCapacityException e) {
      return Refusal.retryable(RefusalReason.RING_FULL, "too many requests wait for the disk");
    }
    try {
      ring.get(sequence).fill(batch, ack);
    } finally {
      ring.publish(sequence);
    }
    return null;
  }

  private boolean end(BatchEventProcessor<RingSlot> processor, Thread thread, Duration atMost) {
    processor.halt();
    waits.signalJournalled();
    try {
      return thread.join(atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void refuseTheRest() {
    long last = ring.getCursor();
    for (long next = journalling.getSequence().get() + 1; next <= last; next++) {
      ring.get(next)
          .answer(Refusal.retryable(RefusalReason.SHUTTING_DOWN, "the server has stopped"));
    }
  }

  private void await(BooleanSupplier condition, long deadlineNanos) {
    while (!condition.getAsBoolean() && time.monotonicNanos() < deadlineNanos) {
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
