package io.treeline.processor.ring;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.SpanBatch;
import io.treeline.model.store.Journal;
import io.treeline.model.store.StoreException;
import io.treeline.processor.view.Failures;
import io.treeline.processor.view.TimeSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes what the ring hands over at once in one durable batch, then answers the senders: the only
/// place where OK is decided (ADR-0001).
final class JournalStage implements EventHandler<RingSlot> {
  private final Journal journal;
  private final RingSettings settings;
  private final RingWaitStrategy waits;
  private final InFlightBudget held;
  private final ViewLag lag;
  private final Failures failures;
  private final RingTelemetry telemetry;
  private final TimeSource time;

  private final List<RingSlot> slots = new ArrayList<>();
  private final List<Chunk> chunks = new ArrayList<>();
  private long bytes;
  private Sequence done = new Sequence();

  JournalStage(Journal journal, RingParts parts) {
    this.journal = journal;
    settings = parts.settings();
    waits = parts.waits();
    held = parts.held();
    lag = parts.lag();
    failures = parts.failures();
    telemetry = parts.telemetry();
    time = parts.time();
  }

  @Override
  public void setSequenceCallback(Sequence sequence) {
    done = sequence;
  }

  @Override
  public void onEvent(RingSlot slot, long sequence, boolean endOfBatch) {
    collect(slot);
    if (endOfBatch || bytes >= settings.maxBatchBytes()) {
      commit(sequence);
    }
  }

  private void collect(RingSlot slot) {
    slots.add(slot);
    SpanBatch batch = slot.batch();
    if (batch != null) {
      chunks.addAll(batch.chunks());
      bytes += batch.payloadBytes();
    }
  }

  private void commit(long sequence) {
    try {
      answer(append());
    } catch (RuntimeException | Error e) {
      failures.deadLetter(0, "cannot journal a batch", e);
      answer(Refusal.retryable(RefusalReason.STORE_FAILED, "the batch could not be stored"));
    } finally {
      slots.clear();
      chunks.clear();
      bytes = 0;
      done.set(sequence);
      waits.signalJournalled();
    }
  }

  /// Writes all chunks; null when they are durable.
  private @Nullable Refusal append() {
    if (chunks.isEmpty()) {
      return null;
    }
    long started = time.monotonicNanos();
    try {
      long first = journal.append(List.copyOf(chunks));
      long ended = time.monotonicNanos();
      telemetry.journalled(slots.size(), chunks, bytes, ended - started);
      place(first);
      lag.journalled(first + chunks.size() - 1, bytes, ended);
      return null;
    } catch (StoreException e) {
      telemetry.refused(chunks);
      failures.storeFailed("cannot write to the log", e);
      return Refusal.retryable(e.reason(), "the store cannot write now: " + e.reason().word());
    }
  }

  private void place(long first) {
    long next = first;
    for (RingSlot slot : slots) {
      SpanBatch batch = slot.batch();
      int count = batch == null ? 0 : batch.chunks().size();
      if (count > 0) {
        slot.journalled(next, count, held);
        next += count;
      }
    }
  }

  private void answer(@Nullable Refusal refusal) {
    for (RingSlot slot : slots) {
      try {
        slot.answer(refusal);
      } catch (RuntimeException e) {
        failures.deadLetter(slot.firstSequence(), "cannot answer a sender", e);
      }
    }
  }
}
