package io.treeline.processor.read;

import static io.treeline.processor.view.TestChunks.span;
import static io.treeline.processor.view.TestChunks.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.read.Page;
import io.treeline.model.read.RunOrder;
import io.treeline.model.read.RunQuery;
import io.treeline.model.store.RunFilter;
import io.treeline.processor.view.CoreHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Lists of runs of which some are stored, some newer in memory, and some changed in both.
final class RunListsTest {
  private final CoreHarness core = new CoreHarness();

  @Test
  void runs_storedAndUnflushed_comeMergedNewestFirst() {
    mixed();
    List<Run> runs = page(RunOrder.NEWEST, 1_000, null).items();
    assertThat(runs).hasSize(60).isSortedAccordingTo(byPlace(RunOrder.NEWEST));
    assertThat(ids(runs)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(RunOrder.class)
  void pages_ofAnyOrder_addUpToTheWholeList(RunOrder order) {
    mixed();
    List<Run> whole = page(order, 1_000, null).items();
    List<Run> paged = new ArrayList<>();
    String cursor = null;
    do {
      Page<Run> page = page(order, 7, cursor);
      assertThat(page.total()).isEqualTo(60);
      assertThat(page.totalIsLowerBound()).isFalse();
      paged.addAll(page.items());
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(paged).isEqualTo(whole).isSortedAccordingTo(byPlace(order));
  }

  @Test
  void nextPage_afterNewerRunsCameAndAFlush_goesOnWhereItStopped() {
    mixed();
    List<RunId> whole = ids(page(RunOrder.NEWEST, 1_000, null).items());
    Page<Run> first = page(RunOrder.NEWEST, 10, null);
    core.send(trace(900), span(1, 0, 900));
    core.views.flush();
    Page<Run> second = page(RunOrder.NEWEST, 10, first.nextCursor());
    assertThat(ids(second.items())).isEqualTo(whole.subList(10, 20));
  }

  @Test
  void filter_byUser_countsAndReturnsMatchesOnly() {
    mixed();
    RunFilter ofUser =
        new RunFilter(
            null, "user-1", null, null, null, null, null, null, null, null, null, null, null, null,
            null, null, null);
    Page<Run> page = core.reader.runs(new RunQuery(ofUser, RunOrder.NEWEST, 5, null));
    assertThat(page.items()).hasSize(5);
    assertThat(page.items()).allMatch(run -> "user-1".equals(run.context().userId()));
    assertThat(page.total()).isEqualTo(30);
    assertThat(page.truncated()).isTrue();
  }

  @Test
  void runThatVanished_inMemory_isNotListedFromTheStore() {
    core.send(trace(1), span(2, 1, 0));
    core.pass(Duration.ofSeconds(6));
    assertThat(ids(page(RunOrder.NEWEST, 10, null).items())).containsExactly(id(1, 1));
    core.send(trace(1), span(1, 9, 0));
    Page<Run> page = page(RunOrder.NEWEST, 10, null);
    assertThat(ids(page.items())).containsExactly(id(1, 9));
    assertThat(page.total()).isEqualTo(1);
  }

  @Test
  void finalAnswer_inLists_isCut() {
    core.send(trace(1), span(4, 0, 0));
    Run run = page(RunOrder.NEWEST, 10, null).items().getFirst();
    assertThat(run.finalAnswer()).hasSize(Run.MAX_LISTED_ANSWER);
    assertThat(run.finalAnswerTruncated()).isTrue();
  }

  @Test
  void cursor_ofAnotherOrderOrMadeUp_isRefused() {
    mixed();
    String cursor = page(RunOrder.COST, 5, null).nextCursor();
    assertThatThrownBy(() -> page(RunOrder.NEWEST, 5, cursor))
        .isInstanceOf(IllegalArgumentException.class);
    for (String bad : List.of("", "%%%", "bmV3ZXN0", "bmV3ZXN0fGF8YnxjfGQ")) {
      assertThatThrownBy(() -> page(RunOrder.NEWEST, 5, bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /// 20 traces stored, 20 stored and then changed, 20 in memory only; equal start times included.
  private void mixed() {
    for (int i = 1; i <= 40; i++) {
      core.send(trace(i), span(1 + i % 4, 0, i / 2));
    }
    core.pass(Duration.ofSeconds(6));
    for (int i = 21; i <= 60; i++) {
      core.send(trace(i), span(9, i <= 40 ? 1 + i % 4 : 0, i / 2));
    }
    assertThat(core.store.countRuns()).isEqualTo(40);
  }

  private Page<Run> page(RunOrder order, int limit, @Nullable String cursor) {
    return core.reader.runs(new RunQuery(RunFilter.ALL, order, limit, cursor));
  }

  private static Comparator<Run> byPlace(RunOrder order) {
    return Comparator.comparing(run -> RunPlace.of(order, run));
  }

  private static List<RunId> ids(List<Run> runs) {
    return runs.stream().map(Run::id).toList();
  }

  private static RunId id(long trace, long span) {
    return new RunId(trace(trace), span);
  }
}
