package io.treeline.receiver;

import io.treeline.model.ingest.Ack;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.SpanBatch;
import io.treeline.model.ingest.SpanIntake;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A ring and journal that keep what they are offered in memory. Unless told otherwise they take
/// everything and answer at once, from a thread of their own.
public final class FakeIntake implements SpanIntake {
  private final ConcurrentLinkedQueue<SpanBatch> batches = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Ack> waiting = new LinkedBlockingQueue<>();
  private final AtomicReference<@Nullable Refusal> offerRefusal = new AtomicReference<>();
  private final AtomicReference<@Nullable Refusal> journalRefusal = new AtomicReference<>();
  private final AtomicReference<@Nullable RuntimeException> fault = new AtomicReference<>();
  private final AtomicBoolean holding = new AtomicBoolean();

  @Override
  public @Nullable Refusal offer(SpanBatch batch, Ack ack) {
    RuntimeException thrown = fault.get();
    if (thrown != null) {
      throw thrown;
    }
    Refusal refusal = offerRefusal.get();
    if (refusal != null) {
      return refusal;
    }
    batches.add(batch);
    waiting.add(ack);
    if (!holding.get()) {
      Thread.ofPlatform().name("fake-journal").start(this::answerWaiting);
    }
    return null;
  }

  /// Answers what waits.
  public void answerWaiting() {
    Ack ack = waiting.poll();
    while (ack != null) {
      ack.done(journalRefusal.get());
      ack = waiting.poll();
    }
  }

  public void refuseOffersWith(@Nullable Refusal refusal) {
    offerRefusal.set(refusal);
  }

  public void refuseInTheJournalWith(@Nullable Refusal refusal) {
    journalRefusal.set(refusal);
  }

  public void failWith(RuntimeException exception) {
    fault.set(exception);
  }

  /// Keeps the answers until [#answerWaiting].
  public void hold() {
    holding.set(true);
  }

  public int waiting() {
    return waiting.size();
  }

  public List<SpanBatch> batches() {
    return List.copyOf(batches);
  }

  public int items() {
    return batches.stream().mapToInt(SpanBatch::items).sum();
  }
}
