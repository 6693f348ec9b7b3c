package io.treeline.receiver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.treeline.model.ingest.InFlightBudget;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.admission.Admission;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CallMemoryTest {
  private static final Refusal REFUSAL = Refusal.retryable(RefusalReason.TOO_SLOW, "slow");

  private final InFlightBudget budget = new InFlightBudget(1 << 20);
  private final CallMemory memory = new CallMemory(new Admission(budget), 0);
  private final List<Refusal> refusals = new ArrayList<>();

  private boolean arrives(int bytes) {
    return memory.frameArrived(Unpooled.wrappedBuffer(new byte[bytes]), 1);
  }

  @Test
  void message_ofTheWholeBudget_fitsWithItsPrefixAndHeaders() {
    memory.headersArrived(500);
    for (int i = 0; i < 64; i++) {
      assertThat(arrives(i == 0 ? 16_384 + 5 : 16_384)).as("frame " + i).isTrue();
    }

    assertThat(memory.messageCharge().heldBytes()).isEqualTo(1 << 20);
  }

  @Test
  void claim_once_keepsTheMessageBeyondTheEndOfTheCall() {
    arrives(105);

    assertThat(memory.claim()).isTrue();
    assertThat(memory.claim()).isFalse();
    assertThat(memory.end()).isFalse();

    assertThat(budget.usedBytes()).isEqualTo(100);
    memory.messageCharge().release();
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void end_unclaimed_givesEverythingBackAndTakesNothingMore() {
    arrives(1_000);

    assertThat(memory.end()).isTrue();
    assertThat(memory.end()).isFalse();

    assertThat(arrives(1_000)).isFalse();
    assertThat(memory.claim()).isFalse();
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void refuse_beforeSomebodyAnswers_isToldOnce() {
    memory.refuse(REFUSAL);
    memory.refuse(REFUSAL);
    memory.onRefusal(refusals::add);
    memory.refuse(REFUSAL);

    assertThat(refusals).containsExactly(REFUSAL);
    assertThat(memory.claim()).isFalse();
  }

  @Test
  void refuse_whenClaimed_isTooLate() {
    memory.onRefusal(refusals::add);
    memory.claim();

    memory.refuse(REFUSAL);

    assertThat(refusals).isEmpty();
  }
}
