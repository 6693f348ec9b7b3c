package io.treeline.processor.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ViewLagTest {
  private static final long MS = 1_000_000;

  private final ViewLag lag = new ViewLag(new RingSettings(4, 1, 1, Duration.ofSeconds(60), 1_000));

  @Test
  void lag_idleForLong_isNone() {
    lag.journalled(1, 10, 0);
    lag.taken(1);
    assertThat(lag.nanos(3_600_000 * MS)).isZero();
    assertThat(lag.bytes()).isZero();
  }

  @Test
  void lag_isTheAgeOfTheOldestChunkNotTaken() {
    lag.journalled(1, 10, 0);
    lag.journalled(2, 10, 100 * MS);
    lag.journalled(3, 10, 200 * MS);
    assertThat(lag.nanos(300 * MS)).isEqualTo(300 * MS);
    lag.taken(1);
    assertThat(lag.nanos(300 * MS)).isEqualTo(200 * MS);
    assertThat(lag.bytes()).isEqualTo(20);
    lag.taken(3);
    assertThat(lag.nanos(300 * MS)).isZero();
  }

  @Test
  void lag_ofAppendsCloseTogether_countsFromTheFirst() {
    lag.journalled(1, 10, 0);
    lag.journalled(2, 10, 10 * MS);
    lag.taken(1);
    assertThat(lag.nanos(20 * MS)).isEqualTo(20 * MS);
    lag.taken(2);
    assertThat(lag.nanos(20 * MS)).isZero();
  }

  @Test
  void tooFar_byTimeOrBytes() {
    lag.journalled(1, 10, 0);
    assertThat(lag.isTooFar(60_000 * MS)).isFalse();
    assertThat(lag.isTooFar(60_001 * MS)).isTrue();
    lag.taken(1);
    lag.journalled(2, 1_001, 70_000 * MS);
    assertThat(lag.isTooFar(70_000 * MS)).isTrue();
  }
}
