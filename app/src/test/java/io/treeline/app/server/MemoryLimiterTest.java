package io.treeline.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.app.config.Config.GcIntervals;
import io.treeline.app.config.Config.MemoryLimiterConfig;
import io.treeline.model.telemetry.Telemetry;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryLimiterTest {
  private static final long SOFT = 800;
  private static final long HARD = 1_000;

  /// Held, so that its level stays.
  private final Logger log = Logger.getLogger(MemoryLimiter.class.getName());

  private long used;
  private long afterCollection;
  private long nowNanos;
  private int collections;

  @BeforeEach
  void quiet() {
    log.setLevel(Level.OFF);
  }

  @Test
  void check_belowTheSoftLimit_takesDataAndCollectsNothing() {
    MemoryLimiter limiter = limiter(Duration.ofSeconds(10), Duration.ZERO);
    used = SOFT - 1;
    later(Duration.ofMinutes(1));
    limiter.check();

    assertThat(limiter.isAbove()).isFalse();
    assertThat(collections).isZero();
  }

  @Test
  void check_aboveTheSoftLimit_refusesUntilMemoryIsFree() {
    MemoryLimiter limiter = limiter(Duration.ofSeconds(10), Duration.ZERO);
    used = SOFT;
    afterCollection = SOFT;
    limiter.check();
    assertThat(limiter.isAbove()).isTrue();

    used = SOFT - 1;
    limiter.check();
    assertThat(limiter.isAbove()).isFalse();
  }

  @Test
  void check_garbageAboveTheLimit_isCollectedAndNothingIsRefused() {
    MemoryLimiter limiter = limiter(Duration.ZERO, Duration.ZERO);
    used = SOFT;
    afterCollection = 100;
    later(Duration.ofSeconds(1));
    limiter.check();

    assertThat(limiter.isAbove()).isFalse();
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void check_betweenSoftAndHard_collectsAtMostOnceAnInterval() {
    MemoryLimiter limiter = limiter(Duration.ofSeconds(10), Duration.ZERO);
    used = SOFT;
    afterCollection = SOFT;
    for (int second = 0; second < 10; second++) {
      limiter.check();
      later(Duration.ofSeconds(1));
    }
    assertThat(collections).isZero();

    later(Duration.ofMillis(1));
    limiter.check();
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void check_collectionsThatDoNotHelp_becomeRarerUpToTheirMaximum() {
    MemoryLimiter limiter = limiter(Duration.ofSeconds(10), Duration.ZERO);
    used = HARD;
    afterCollection = HARD;
    int seconds = 3_600;
    for (int second = 0; second < seconds; second++) {
      later(Duration.ofSeconds(1));
      limiter.check();
    }

    assertThat(limiter.isAbove()).isTrue();
    assertThat(collections).isBetween(seconds / 31, seconds / 30 + 6);
  }

  private MemoryLimiter limiter(Duration minSoft, Duration minHard) {
    return new MemoryLimiter(
        new MemoryLimiterConfig(
            "memory_limiter",
            Duration.ofSeconds(1),
            SOFT,
            HARD,
            new GcIntervals(minSoft, Duration.ofSeconds(30)),
            new GcIntervals(minHard, Duration.ofSeconds(30))),
        new Telemetry(),
        () -> used,
        () -> {
          collections++;
          used = afterCollection;
        },
        () -> nowNanos);
  }

  private void later(Duration duration) {
    nowNanos += duration.toNanos();
  }
}
