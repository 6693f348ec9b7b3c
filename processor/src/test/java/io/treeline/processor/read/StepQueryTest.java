package io.treeline.processor.read;

import static io.treeline.processor.view.TestChunks.span;
import static io.treeline.processor.view.TestChunks.spans;
import static io.treeline.processor.view.TestChunks.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.AgentTree;
import io.treeline.model.OtherStep;
import io.treeline.model.Run;
import io.treeline.model.Step;
import io.treeline.model.StepHeader;
import io.treeline.model.StepKind;
import io.treeline.model.StepState;
import io.treeline.model.StepStatus;
import io.treeline.model.read.ListedTree;
import io.treeline.model.read.RunLookup;
import io.treeline.model.read.StepPage;
import io.treeline.model.read.StepQuery;
import io.treeline.processor.view.CoreHarness;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StepQueryTest {
  private static final Set<StepKind> ALL = EnumSet.allOf(StepKind.class);

  /// 1 > (2 > (3, 4), 5 > 6), the even ones tools.
  private final ListedTree tree = tree(0, 1, 2, 2, 1, 2);

  @Test
  void pages_oneAfterTheOther_areTheWholeTree() {
    assertThat(walk(tree, new StepQuery(Integer.MAX_VALUE, null, ALL, 4, null)))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(page(new StepQuery(Integer.MAX_VALUE, null, ALL, 4, null)).total()).isEqualTo(6);
  }

  @Test
  void partOfATree_byDepthKindAndTop_isPagedToo() {
    assertThat(walk(tree, new StepQuery(1, null, ALL, 2, null))).containsExactly(1L, 2L, 5L);
    assertThat(walk(tree, new StepQuery(9, null, Set.of(StepKind.TOOL), 1, null)))
        .containsExactly(2L, 4L, 6L);
    assertThat(walk(tree, new StepQuery(Integer.MAX_VALUE, 2L, ALL, 1, null)))
        .containsExactly(2L, 3L, 4L);
    assertThat(walk(tree, new StepQuery(0, 5L, ALL, 1, null))).containsExactly(5L);
    assertThat(new StepQuery(9, 7L, ALL, 1, null).of(tree)).isNull();
  }

  @Test
  void cursor_ofAStepThatHasMoved_goesOnBehindIt() {
    StepPage first = page(new StepQuery(Integer.MAX_VALUE, null, ALL, 4, null));
    ListedTree grown = tree(0, 1, 2, 2, 1, 2, 2, 2);
    StepQuery next = new StepQuery(Integer.MAX_VALUE, null, ALL, 9, first.nextCursor());
    assertThat(ids(Objects.requireNonNull(next.of(grown)))).containsExactly(5L, 6L, 7L, 8L);
    StepQuery moved = new StepQuery(Integer.MAX_VALUE, null, ALL, 9, "0000000000000004-1");
    assertThat(ids(Objects.requireNonNull(moved.of(tree)))).containsExactly(5L, 6L);
    for (String cursor : List.of("x", "0000000000000009-1", "0000000000000004-x")) {
      assertThatThrownBy(() -> new StepQuery(9, null, ALL, 9, cursor).of(tree))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void largeTrace_isReadInPages_withoutItsSpans() {
    CoreHarness core = new CoreHarness();
    core.send(trace(1), span(1, 0, 0));
    for (long id = 2; id <= 600; id++) {
      core.store.append(List.of(spans(trace(1), core.time.unixNanos(), span(id, 1, id))));
    }
    core.replay();
    core.views.assemblePending();
    int reads = core.store.traceReads();
    RunLookup.Found found =
        (RunLookup.Found) core.reader.find(trace(1).toString(), StepQuery.first(200));
    assertThat(found.run().listed()).isEqualTo(core.run(trace(1)));
    assertThat(found.steps().rows()).hasSize(200);
    assertThat(found.steps().total()).isEqualTo(600);
    assertThat(core.reader.find("0000000000000123", StepQuery.first(1)))
        .isInstanceOf(RunLookup.Found.class);
    assertThat(core.store.traceReads()).isEqualTo(reads);
  }

  private StepPage page(StepQuery query) {
    return Objects.requireNonNull(query.of(tree));
  }

  private static List<Long> walk(ListedTree tree, StepQuery query) {
    List<Long> all = new ArrayList<>();
    String cursor = null;
    do {
      StepPage page = Objects.requireNonNull(after(query, cursor).of(tree));
      assertThat(page.rows()).hasSizeLessThanOrEqualTo(query.limit());
      all.addAll(ids(page));
      cursor = page.nextCursor();
    } while (cursor != null);
    return all;
  }

  private static StepQuery after(StepQuery query, @Nullable String cursor) {
    return new StepQuery(query.depth(), query.under(), query.kinds(), query.limit(), cursor);
  }

  private static List<Long> ids(StepPage page) {
    return page.rows().stream().map(row -> row.step().header().spanId()).toList();
  }

  private static ListedTree tree(int... depths) {
    List<Step> steps = new ArrayList<>();
    for (int depth : depths) {
      steps.add(step(steps.size() + 1, depth));
    }
    return new ListedTree(new AgentTree(run(), steps));
  }

  private static Run run() {
    CoreHarness core = new CoreHarness();
    core.send(trace(1), span(1, 0, 0));
    return core.run(trace(1));
  }

  private static Step step(long id, int depth) {
    return new OtherStep(
        new StepHeader(
            id,
            0,
            0,
            id % 2 == 0 ? StepKind.TOOL : StepKind.STEP,
            "step",
            StepState.CLOSED,
            null,
            id,
            1,
            StepStatus.OK,
            null,
            null,
            depth,
            null));
  }
}
