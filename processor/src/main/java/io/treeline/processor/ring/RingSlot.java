package io.treeline.processor.ring;

import io.treeline.model.ingest.Ack;
import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.SpanBatch;
import org.jspecify.annotations.Nullable;

/// One request on its way through the ring: the only mutable object that threads share.
///
/// It belongs to the offering thread until it is published, then to the journal stage, then to the
/// assemble stage; the ring's sequences hand it on with all that was written.
final class RingSlot {
  /// The sequence number of a chunk that is not in the log.
  private static final long NOT_JOURNALLED = 0;

  private @Nullable SpanBatch batch;
  private @Nullable Ack ack;
  private long firstSequence;
  private long lastSequence;
  private long payloadBytes;
  private boolean held;

  void fill(SpanBatch newBatch, Ack newAck) {
    batch = newBatch;
    payloadBytes = newBatch.payloadBytes();
    ack = newAck;
    firstSequence = NOT_JOURNALLED;
    lastSequence = NOT_JOURNALLED;
    held = false;
  }

  /// The request, or null when it has been released: then the log has it.
  @Nullable SpanBatch batch() {
    return batch;
  }

  /// Remembers where the request lies in the log and keeps its bytes for the assemble stage while
  /// there is room.
  void journalled(long first, int chunks, InFlightBudget room) {
    firstSequence = first;
    lastSequence = first + chunks - 1;
    held = batch != null && room.tryAcquire(payloadBytes);
    if (!held) {
      batch = null;
    }
  }

  boolean isJournalled() {
    return firstSequence != NOT_JOURNALLED;
  }

  long firstSequence() {
    return firstSequence;
  }

  long lastSequence() {
    return lastSequence;
  }

  /// What its chunks take, whether they are here still or not.
  long payloadBytes() {
    return payloadBytes;
  }

  /// Gives the sender its answer, the first time this is called.
  void answer(@Nullable Refusal refusal) {
    Ack waiting = ack;
    ack = null;
    if (waiting != null) {
      waiting.done(refusal);
    }
  }

  /// Lets go of the request's bytes.
  void release(InFlightBudget room) {
    if (held && batch != null) {
      room.release(payloadBytes);
    }
    held = false;
    batch = null;
  }
}
