package io.treeline.processor.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalTime;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidityTest {

  @ParameterizedTest
  @CsvSource({
    "21:59, false",
    "22:00, true",
    "23:59, true",
    "00:00, true",
    "05:59, true",
    "06:00, false"
  })
  void daily_overMidnight_coversBothEnds(LocalTime time, boolean covered) {
    Validity night = new Validity.Daily(LocalTime.of(22, 0), LocalTime.of(6, 0));
    long day = TimeUnit.DAYS.toNanos(20_000);

    assertThat(night.covers(day + time.toNanoOfDay())).isEqualTo(covered);
  }
}
