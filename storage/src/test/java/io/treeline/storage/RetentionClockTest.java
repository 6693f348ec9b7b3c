package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionClockTest {
  private static final Duration YEARS = Duration.ofDays(70 * 365);

  private final ManualClock wall = new ManualClock();
  private final RetentionClock clock = new RetentionClock(wall.clock(), 0);

  @Test
  void tick_steadyClock_isTheWallClock() {
    wall.pass(Duration.ofHours(3));
    assertThat(clock.tick()).isEqualTo(wall.wall());
    assertThat(clock.now()).isEqualTo(wall.wall());
    assertThat(clock.behindNanos()).isZero();
  }

  @Test
  void tick_clockJumpsForward_followsAtMostTwentyTimesAsFast() {
    long before = clock.now();
    wall.jump(YEARS);
    assertThat(clock.tick()).isEqualTo(before);
    wall.pass(Duration.ofMinutes(1));
    assertThat(clock.tick() - before).isEqualTo(Duration.ofMinutes(20).toNanos());
  }

  @Test
  void tick_sleptForAnHour_makesItUp() {
    wall.jump(Duration.ofHours(1));
    for (int minute = 0; minute < 4; minute++) {
      wall.pass(Duration.ofMinutes(1));
      clock.tick();
    }
    assertThat(clock.now()).isEqualTo(wall.wall());
  }

  @Test
  void tick_clockSetBack_goesOnWithRealTime() {
    long before = clock.now();
    wall.jump(YEARS.negated());
    wall.pass(Duration.ofMinutes(5));
    assertThat(clock.tick() - before).isEqualTo(Duration.ofMinutes(5).toNanos());
  }

  @Test
  void start_afterAnotherProcess_goesOnWhereThatStood() {
    long stored = wall.wall() - Duration.ofDays(2).toNanos();
    RetentionClock later = new RetentionClock(wall.clock(), stored);
    assertThat(later.now()).isEqualTo(stored);
    assertThat(later.behindNanos()).isEqualTo(Duration.ofDays(2).toNanos());
  }
}
