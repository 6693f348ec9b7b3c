package io.treeline.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final long MIB = 1L << 20;

  @Test
  void of_theUsualSidecar_fillsWhatTheHeapLeaves() {
    assertThat(MemoryBudget.of(512 * MIB, 256 * MIB))
        .isEqualTo(new MemoryBudget(32 * MIB, 16 * MIB));
  }

  @Test
  void of_littleMemory_staysUsable() {
    assertThat(MemoryBudget.of(256 * MIB, 192 * MIB)).isEqualTo(new MemoryBudget(8 * MIB, 8 * MIB));
  }

  @Test
  void of_muchMemory_doesNotTakeItAll() {
    assertThat(MemoryBudget.of(64L << 30, 256 * MIB))
        .isEqualTo(new MemoryBudget(32 * MIB, 64 * MIB));
  }
}
