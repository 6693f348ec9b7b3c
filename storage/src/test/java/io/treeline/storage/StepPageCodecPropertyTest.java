package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Step;
import io.treeline.model.store.StoreException;
import io.treeline.storage.codec.StepPageCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StepPageCodecPropertyTest {
  private static final long SEED = 20261126;

  @Test
  void page_ofAnySteps_readsAsItWasWritten_fromAnyStepOn() {
    Random random = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      List<Step> steps = new RandomSteps(random).tree(1 + random.nextInt(30));
      int[] below = random.ints(steps.size(), 0, 100_000).toArray();
      int from = random.nextInt(steps.size());
      byte[] page = StepPageCodec.write(steps, below, 0, steps.size());
      List<Step> read = new ArrayList<>();
      StepPageCodec.read(
          page,
          from,
          (index, step, stepsBelow) -> {
            assertThat(stepsBelow).isEqualTo(below[index]);
            return read.add(step);
          });
      assertThat(read)
          .as("seed %d round %d", SEED, round)
          .isEqualTo(steps.subList(from, steps.size()));
    }
  }

  @Test
  void page_damagedAnywhere_isReadOrRefused_neverCrashes() {
    Random random = new Random(SEED);
    List<Step> steps = new RandomSteps(random).tree(20);
    byte[] page = StepPageCodec.write(steps, new int[20], 0, 20);
    int refused = 0;
    for (int round = 0; round < 2_000; round++) {
      byte[] damaged = Arrays.copyOf(page, 1 + random.nextInt(page.length));
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        StepPageCodec.read(damaged, 0, (index, step, below) -> true);
      } catch (StoreException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
