package io.treeline.storage;

import io.treeline.model.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The thread that does what a store needs from time to time, once a second.
final class StoreKeeper implements AutoCloseable {
  private static final Logger LOG = System.getLogger(StoreKeeper.class.getName());
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Runnable pass;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private boolean failing;

  private StoreKeeper(Runnable pass) {
    this.pass = pass;
    this.thread = Thread.ofPlatform().daemon().name("treeline-keeper").unstarted(this::run);
  }

  /// @param pass may throw [StoreException]; it is tried again
  static StoreKeeper start(Runnable pass) {
    StoreKeeper keeper = new StoreKeeper(pass);
    keeper.thread.start();
    return keeper;
  }

  private void run() {
    try {
      while (!stopped.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
        passOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Tells of the first failure in a row only.
  private void passOnce() {
    try {
      pass.run();
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.log(Level.ERROR, "keeping the store has to wait for it", e);
      }
      failing = true;
    }
  }

  /// Waits for a running pass, which ends soon once the store closes.
  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
