package io.treeline.processor.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;
import io.treeline.model.telemetry.Telemetry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReadBudgetTest {
  private static final long MIB = 1 << 20;

  private final Telemetry telemetry = new Telemetry();
  private final ReadBudget budget = new ReadBudget(6 * MIB, Duration.ZERO, telemetry);

  @Test
  void reads_beyondTheBudget_areRefusedUntilOthersEnd() {
    ReadBudget.Held first = budget.forPayload(MIB);
    assertThatThrownBy(() -> budget.forPayload(2 * MIB))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(RefusalReason.READS_BUSY));
    assertThat(telemetry.counter("treeline_refused_reads_total", Map.of(), "").value()).isOne();
    first.close();
    budget.forPayload(MIB + MIB / 2).close();
  }

  @Test
  void read_thatNeedsMoreThanThereIs_hasAllForItself() {
    assertThat(budget.forTree(1_000_000, () -> catchThrowable(() -> budget.forPayload(1))))
        .isInstanceOf(StoreException.class);
    budget.forPayload(1).close();
  }
}
