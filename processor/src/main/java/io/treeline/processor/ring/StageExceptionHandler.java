package io.treeline.processor.ring;

import com.lmax.disruptor.ExceptionHandler;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.processor.view.Failures;

/// Keeps a stage going after what it could not contain itself: the slot is recorded, its sender
/// refused if it has no answer yet, and the next slot is taken. The Disruptor's own handler would
/// end the thread.
final class StageExceptionHandler implements ExceptionHandler<RingSlot> {
  private final String stage;
  private final Failures failures;

  StageExceptionHandler(String stage, Failures failures) {
    this.stage = stage;
    this.failures = failures;
  }

  @Override
  public void handleEventException(Throwable thrown, long sequence, RingSlot slot) {
    failures.deadLetter(slot == null ? 0 : slot.firstSequence(), stage, thrown);
    if (slot != null && !slot.isJournalled()) {
      slot.answer(Refusal.retryable(RefusalReason.STORE_FAILED, "the request met an error"));
    }
  }

  @Override
  public void handleOnStartException(Throwable thrown) {
    failures.deadLetter(0, stage + " at start", thrown);
  }

  @Override
  public void handleOnShutdownException(Throwable thrown) {
    failures.deadLetter(0, stage + " at stop", thrown);
  }
}
