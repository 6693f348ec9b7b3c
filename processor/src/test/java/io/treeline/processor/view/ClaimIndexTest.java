package io.treeline.processor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Claim;
import io.treeline.model.TokenUsage;
import io.treeline.model.TraceId;
import io.treeline.model.TraceView;
import io.treeline.testkit.InMemoryStore;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimIndexTest {
  private static final TraceId A = new TraceId(0, 1);
  private static final TraceId B = new TraceId(0, 2);
  private static final TraceId C = new TraceId(0, 3);
  private static final long NOW = 10_000;

  private final InMemoryStore store = new InMemoryStore();
  private final ClaimIndex index = new ClaimIndex(store, 2);

  private static Claim claim(TraceId trace, long hash, long start, long end) {
    TokenUsage tokens = new TokenUsage(5, 5, 10, -1, -1, -1);
    return new Claim(hash, trace, 7, start, end, "m", null, tokens, false);
  }

  @Test
  void secondClaim_affectsTheFirstTrace_andBothSeeEachOther() {
    assertThat(index.replace(A, List.of(claim(A, 1, 100, 200)), NOW)).isEmpty();
    assertThat(index.replace(B, List.of(claim(B, 1, 150, 160)), NOW)).containsExactly(A);

    assertThat(index.foreignOf(A)).extracting(Claim::traceId).containsExactly(B);
    assertThat(index.foreignOf(B)).extracting(Claim::traceId).containsExactly(A);
  }

  @Test
  void unchangedClaims_affectNobody() {
    index.replace(A, List.of(claim(A, 1, 100, 200)), NOW);
    index.replace(B, List.of(claim(B, 1, 150, 160)), NOW);

    assertThat(index.replace(B, List.of(claim(B, 1, 150, 160)), NOW)).isEmpty();
  }

  @Test
  void claimTakenBack_affectsTheOtherTrace() {
    index.replace(A, List.of(claim(A, 1, 100, 200)), NOW);
    index.replace(B, List.of(claim(B, 1, 150, 160)), NOW);

    assertThat(index.replace(B, List.of(), NOW)).containsExactly(A);
    assertThat(index.foreignOf(A)).isEmpty();
  }

  @Test
  void claimOfAnEarlierProcess_isFoundInTheStore() {
    store.apply(
        List.of(new TraceView(A, 1, List.of(), List.of(claim(A, 1, 100, 200)), List.of())), 1);
    index.storedUntil(NOW);

    assertThat(index.replace(B, List.of(claim(B, 1, 150, 160)), NOW)).containsExactly(A);
    assertThat(index.foreignOf(B)).extracting(Claim::traceId).containsExactly(A);
  }

  @Test
  void claimsThatLeftMemory_areAskedForOnlyWhileTheyMayOverlap() {
    index.replace(A, List.of(claim(A, 1, 100, 200)), NOW);
    index.replace(B, List.of(claim(B, 2, 100, 200)), NOW);
    index.replace(C, List.of(claim(C, 3, 100, 200)), NOW);
    store.apply(
        List.of(new TraceView(A, 1, List.of(), List.of(claim(A, 1, 100, 200)), List.of())), 1);

    index.replace(B, List.of(claim(B, 1, 201, 300)), NOW);
    assertThat(index.foreignOf(B)).isEmpty();
    index.replace(B, List.of(claim(B, 1, 200, 300)), NOW);
    assertThat(index.foreignOf(B)).extracting(Claim::traceId).containsExactly(A);
  }
}
