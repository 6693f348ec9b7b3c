package io.treeline.query.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1_790_000_000_123_456_789L, Long.MAX_VALUE, Long.MIN_VALUE, -2, -1})
  void anyTimeOfOtlp_comesBackAsItWent(long unixNanos) {
    assertThat(Rfc3339.parse(Rfc3339.format(unixNanos))).isEqualTo(unixNanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1969-12-31T23:59:59Z", "2554-07-21T23:34:34Z", "9999-01-01T00:00:00Z"})
  void timeOutsideOfOtlp_isRefused(String text) {
    assertThatThrownBy(() -> Rfc3339.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("before 1970 or after 2554");
  }

  @Test
  void offset_isApplied() {
    assertThat(Rfc3339.parse("1970-01-01T01:00:00.5+01:00")).isEqualTo(500_000_000L);
  }
}
