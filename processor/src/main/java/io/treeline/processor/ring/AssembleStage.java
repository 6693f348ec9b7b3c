package io.treeline.processor.ring;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.SpanBatch;
import io.treeline.model.store.SpanReader;
import io.treeline.model.store.StoreException;
import io.treeline.processor.view.TraceViews;
import java.util.function.LongSupplier;

/// Feeds journalled chunks to the core, from the ring while it keeps up, else from the log.
///
/// The log is its queue: a slot that does not follow on what was taken last, or whose bytes had to
/// be let go, is passed over, and the log is read up to it in slices between the ring's events. A
/// recovery is the same: at the start everything after the cursor counts as passed over.
final class AssembleStage implements EventHandler<RingSlot> {
  /// Slots waiting in the ring at which a stage without events stops reading the log.
  private static final long BUSY_SLOTS = 256;

  private final TraceViews views;
  private final SpanReader log;
  private final RingParts parts;
  private final LongSupplier ringCursor;
  private Sequence done = new Sequence();

  /// Up to here chunks have been passed over.
  private long passedOver;

  /// Bytes of the largest request passed over since the stage last kept up.
  private long largestPassedOver;

  /// Since when it waits for room, if it does.
  private long waitsSinceNanos;

  private boolean waitsForRoom;
  private long lastWorkNanos;

  /// The chunk that could not be taken last time, and since when.
  private long stuckAt;

  private long stuckSinceNanos;

  AssembleStage(TraceViews views, SpanReader log, RingParts parts, LongSupplier ringCursor) {
    this.views = views;
    this.log = log;
    this.parts = parts;
    this.ringCursor = ringCursor;
    passedOver = log.lastSequence();
  }

  @Override
  public void setSequenceCallback(Sequence sequence) {
    done = sequence;
  }

  @Override
  public void onEvent(RingSlot slot, long sequence, boolean endOfBatch) {
    if (slot.isJournalled()) {
      take(slot);
    }
    slot.release(parts.held());
    done.set(sequence);
    if (endOfBatch || now() - lastWorkNanos >= RingSettings.TICK.toNanos()) {
      work();
    }
  }

  /// Nothing in the ring: timers, and as much of the log as fits until something comes.
  @Override
  public void onTimeout(long sequence) {
    long started = now();
    boolean more = true;
    while (more) {
      more =
          work()
              && ringCursor.getAsLong() - sequence < BUSY_SLOTS
              && now() - started < 10 * RingSettings.TICK.toNanos();
    }
  }

  /// The last act of the thread: what is in memory only is written.
  @Override
  public void onShutdown() {
    views.assemblePending();
    views.flush();
  }

  private void take(RingSlot slot) {
    SpanBatch batch = slot.batch();
    boolean follows = slot.firstSequence() <= views.position() + 1;
    if (batch == null || !follows || !views.canTake()) {
      passOver(slot);
      return;
    }
    long sequence = slot.firstSequence();
    for (Chunk chunk : batch.chunks()) {
      if (!take(sequence++, chunk)) {
        passOver(slot);
        return;
      }
    }
  }

  private void passOver(RingSlot slot) {
    passedOver = Math.max(passedOver, slot.lastSequence());
    largestPassedOver = Math.max(largestPassedOver, slot.payloadBytes());
  }

  /// Hands one chunk to the core; false when the disk does not answer and it must come again.
  private boolean take(long sequence, Chunk chunk) {
    try {
      views.onChunk(sequence, chunk);
    } catch (StoreException e) {
      stuck(sequence, "cannot look up a trace", e);
      return false;
    } catch (RuntimeException | StackOverflowError e) {
      parts.failures().deadLetter(sequence, "cannot take a chunk", e);
      views.skipTo(sequence);
    }
    return true;
  }

  /// Reads on in the log if need be and does what is due; answers whether the log holds more.
  private boolean work() {
    boolean more = readLog();
    views.onTimer();
    lastWorkNanos = now();
    parts.lag().taken(views.position());
    return more;
  }

  private boolean readLog() {
    if (views.position() >= passedOver || !views.canTake()) {
      return false;
    }
    long room = largestPassedOver > parts.settings().maxHeldBytes() ? largestPassedOver : 0;
    if (!hasRoom(room)) {
      return false;
    }
    try {
      return readSlice();
    } finally {
      parts.inFlight().release(room);
      if (views.position() >= passedOver) {
        largestPassedOver = 0;
      }
    }
  }

  /// Takes room for what is read back, or after a while goes on as if it had: a large request must
  /// not be in memory twice while another one arrives.
  private boolean hasRoom(long bytes) {
    if (parts.inFlight().tryAcquireSmall(bytes)) {
      waitsForRoom = false;
      return true;
    }
    if (!waitsForRoom) {
      waitsForRoom = true;
      waitsSinceNanos = now();
    }
    boolean goesOn = now() - waitsSinceNanos > RingSettings.MAX_ROOM_WAIT.toNanos();
    if (goesOn) {
      parts.inFlight().acquire(bytes);
    }
    return goesOn;
  }

  private boolean readSlice() {
    Slice slice = new Slice();
    try {
      log.readLog(views.position() + 1, stored -> slice.take(stored.sequence(), stored.chunk()));
    } catch (StoreException e) {
      stuck(views.position() + 1, "cannot read the log", e);
      return false;
    }
    if (slice.isEmpty()) {
      views.skipTo(passedOver);
    }
    return !slice.failed && views.position() < passedOver;
  }

  /// Tries again at the next tick, but one damaged record does not stop the views for ever.
  private void stuck(long sequence, String what, StoreException cause) {
    parts.failures().storeFailed(what, cause);
    if (sequence != stuckAt) {
      stuckAt = sequence;
      stuckSinceNanos = now();
    } else if (now() - stuckSinceNanos > RingSettings.GIVE_UP.toNanos()) {
      parts.failures().deadLetter(sequence, what, cause);
      views.skipTo(sequence);
    }
  }

  private long now() {
    return parts.time().monotonicNanos();
  }

  /// One stretch of reading, bounded in bytes and time.
  private final class Slice {
    private final long deadlineNanos = now() + RingSettings.TICK.toNanos();
    private long chunks;
    private long bytes;
    private boolean failed;

    boolean take(long sequence, Chunk chunk) {
      chunks++;
      bytes += chunk.payload().length;
      parts.telemetry().takenFromLog();
      failed = !AssembleStage.this.take(sequence, chunk);
      return !failed
          && sequence < passedOver
          && bytes < RingSettings.MAX_READ_BYTES
          && now() < deadlineNanos;
    }

    boolean isEmpty() {
      return chunks == 0;
    }
  }
}
