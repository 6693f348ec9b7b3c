package io.treeline.storage.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.RunId;
import io.treeline.model.TraceId;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ViewKeysTest {
  private static final RunId RUN = new RunId(new TraceId(1, 2), 3);

  @Test
  void position_laterStart_comesFirst() {
    long[] newestFirst = {Long.MAX_VALUE, 2, 1, 0, -1, Long.MIN_VALUE};
    for (int i = 1; i < newestFirst.length; i++) {
      assertThat(
              Arrays.compareUnsigned(
                  ViewKeys.position(newestFirst[i - 1], RUN),
                  ViewKeys.position(newestFirst[i], RUN)))
          .isNegative();
    }
  }

  @Test
  void indexKey_read_givesStartAndRunBack() {
    for (long start : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
      byte[] key = ViewKeys.index(7, 't', "", start, RUN);
      assertThat(ViewKeys.startUnixNanos(key)).isEqualTo(start);
      assertThat(ViewKeys.runId(key)).isEqualTo(RUN);
    }
  }

  @Test
  void indexOf_valueThatContinuesAnother_isNoPrefixOfIt() {
    byte[] shorter = ViewKeys.indexOf(7, 'm', "gpt-5");
    byte[] longer = ViewKeys.indexOf(7, 'm', "gpt-5-mini");
    assertThat(Arrays.copyOf(longer, shorter.length)).isNotEqualTo(shorter);
  }
}
