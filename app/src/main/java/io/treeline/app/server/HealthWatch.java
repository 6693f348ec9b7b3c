package io.treeline.app.server;

import io.treeline.app.server.Health.State;
import java.time.Duration;
import java.util.function.Consumer;

/// Tells the OTLP ports whether the process takes data, for `grpc.health.v1`, once a second.
///
/// A thread of its own, as nothing on the way of data may wait for a health check.
final class HealthWatch implements AutoCloseable {
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Health health;
  private final Consumer<Boolean> serving;
  private final Thread thread = Thread.ofVirtual().name("treeline-health").unstarted(this::watch);

  private HealthWatch(Health health, Consumer<Boolean> serving) {
    this.health = health;
    this.serving = serving;
  }

  /// @param serving told once a second, and a last time at the end; safe for any thread
  static HealthWatch start(Health health, Consumer<Boolean> serving) {
    HealthWatch watch = new HealthWatch(health, serving);
    watch.thread.start();
    return watch;
  }

  private void watch() {
    try {
      while (true) {
        serving.accept(health.state() == State.READY && health.refusing() == null);
        Thread.sleep(TICK);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    serving.accept(false);
  }
}
