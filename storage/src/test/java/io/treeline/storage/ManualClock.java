package io.treeline.storage;

import io.treeline.testkit.SampleChunks;
import java.time.Duration;

/// Both clocks of a store, set by hand.
final class ManualClock {
  private long wall = SampleChunks.ARRIVAL;
  private long monotonic = 77;

  StoreClock clock() {
    return new StoreClock(() -> wall, () -> monotonic);
  }

  /// Real time: both clocks go on.
  void pass(Duration duration) {
    wall += duration.toNanos();
    monotonic += duration.toNanos();
  }

  /// Somebody sets the clock, or the machine slept.
  void jump(Duration duration) {
    wall += duration.toNanos();
  }

  long wall() {
    return wall;
  }
}
