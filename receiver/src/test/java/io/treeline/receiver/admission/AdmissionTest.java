package io.treeline.receiver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
  private static final long LIMIT = 64_000;
  private static final long SMALL = LIMIT / Admission.SMALL_FRACTION;

  private final InFlightBudget budget = new InFlightBudget(LIMIT);
  private final Admission admission = new Admission(budget);

  @Test
  void add_asBytesArrive_sumsUp() {
    InFlightCharge charge = admission.open();

    assertThat(charge.add(10)).isNull();
    assertThat(charge.add(20)).isNull();
    assertThat(charge.reserve(25)).isNull();

    assertThat(charge.heldBytes()).isEqualTo(30);
    assertThat(budget.usedBytes()).isEqualTo(30);
  }

  @Test
  void add_afterRelease_takesNothing() {
    InFlightCharge charge = admission.open();
    charge.add(LIMIT / 2);
    charge.release();

    assertThat(charge.add(LIMIT / 2)).isNotNull();
    assertThat(charge.reserve(1)).isNotNull();
    charge.release();

    assertThat(budget.usedBytes()).isZero();
    assertThat(admission.open().reserve(LIMIT)).as("the large place is free again").isNull();
  }

  @Test
  void add_overTheBudget_isTooLargeForEver() {
    assertThat(reason(admission.open().add(LIMIT + 1))).isEqualTo(RefusalReason.TOO_LARGE);
  }

  @Test
  void reserve_secondLarge_isRefusedUntilTheFirstEnds() {
    InFlightCharge first = admission.open();
    InFlightCharge second = admission.open();
    assertThat(first.reserve(LIMIT / 2)).isNull();

    assertThat(reason(second.reserve(LIMIT / 3))).isEqualTo(RefusalReason.BYTES_IN_FLIGHT);
    first.release();

    assertThat(second.reserve(LIMIT / 3)).isNull();
  }

  @Test
  void reserve_smallWhenLargerOnesHoldAll_isGranted() {
    assertThat(admission.open().reserve(LIMIT)).isNull();

    assertThat(admission.open().reserve(SMALL)).isNull();
    assertThat(reason(admission.open().reserve(SMALL + 1)))
        .isEqualTo(RefusalReason.BYTES_IN_FLIGHT);
  }

  @Test
  void reserve_smallWhenTheReserveIsUsedUp_isRefused() {
    assertThat(admission.open().reserve(LIMIT)).isNull();
    while (admission.open().reserve(SMALL) == null) {
      assertThat(budget.usedBytes()).isLessThanOrEqualTo(LIMIT + LIMIT / 8);
    }

    assertThat(budget.usedBytes()).isEqualTo(LIMIT + LIMIT / 8);
  }

  @Test
  void reserve_largestBesideSmallOnes_isGranted() {
    assertThat(admission.open().reserve(SMALL)).isNull();

    assertThat(admission.open().reserve(LIMIT)).isNull();
  }

  @Test
  void reserve_fewBytesOfALargeRequest_leavesTheReserveToSmallOnes() {
    assertThat(admission.open().reserve(LIMIT)).isNull();
    InFlightCharge large = admission.open();
    large.expect(SMALL + 1);

    assertThat(reason(large.reserve(1))).isEqualTo(RefusalReason.BYTES_IN_FLIGHT);
    assertThat(admission.open().reserve(1)).isNull();
  }

  private static RefusalReason reason(@Nullable Refusal refusal) {
    return Objects.requireNonNull(refusal).reason();
  }
}
