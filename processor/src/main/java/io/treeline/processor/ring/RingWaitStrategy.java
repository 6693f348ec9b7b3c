package io.treeline.processor.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets both stages sleep until there is work for them or a tick has passed.
///
/// The strategies that come with the Disruptor let a second consumer spin while the first one
/// works; ours waits for the disk, so that would burn a core during every sync. Here the assemble
/// stage sleeps too, and the journal stage wakes it.
final class RingWaitStrategy implements WaitStrategy {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition published = lock.newCondition();
  private final Condition journalled = lock.newCondition();
  private final long tickNanos;

  RingWaitStrategy(long tickNanos) {
    this.tickNanos = tickNanos;
  }

  @Override
  public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
      throws AlertException, TimeoutException {
    if (dependent.get() >= sequence) {
      return dependent.get();
    }
    boolean waitsForProducers = dependent.equals(cursor);
    Condition condition = waitsForProducers ? published : journalled;
    long nanos = tickNanos;
    lock.lock();
    try {
      while (dependent.get() < sequence) {
        barrier.checkAlert();
        if (nanos <= 0) {
          throw TimeoutException.INSTANCE;
        }
        nanos = condition.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      // Passed on, it would make the stage skip a slot. Nothing ends a stage by interrupting it.
      throw TimeoutException.INSTANCE;
    } finally {
      lock.unlock();
    }
    return dependent.get();
  }

  /// Called by the ring for every published slot.
  @Override
  public void signalAllWhenBlocking() {
    signal(published);
  }

  /// Called by the journal stage after it has moved its sequence.
  void signalJournalled() {
    signal(journalled);
  }

  private void signal(Condition condition) {
    lock.lock();
    try {
      condition.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
