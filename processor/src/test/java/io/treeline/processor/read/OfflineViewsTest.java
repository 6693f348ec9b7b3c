package io.treeline.processor.read;

import static io.treeline.processor.view.TestChunks.open;
import static io.treeline.processor.view.TestChunks.span;
import static io.treeline.processor.view.TestChunks.spans;
import static io.treeline.processor.view.TestChunks.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Run;
import io.treeline.model.RunState;
import io.treeline.model.read.RunOrder;
import io.treeline.model.read.RunQuery;
import io.treeline.model.read.RunReader;
import io.treeline.model.store.RunFilter;
import io.treeline.processor.view.CoreHarness;
import io.treeline.processor.view.TrivialAssembler;
import io.treeline.processor.view.ViewSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OfflineViewsTest {
  private final CoreHarness killed = new CoreHarness();

  @Test
  void killedServer_leavesEverythingReadable_andNothingIsWritten() {
    killed.send(trace(1), open(1, 0, 0));
    killed.pass(Duration.ofSeconds(6));
    killed.send(trace(2), span(1, 0, 1));
    killed.store.append(List.of(spans(trace(3), killed.time.unixNanos(), span(1, 0, 2))));
    killed.time.advance(Duration.ofMinutes(45));
    int applies = killed.store.applies();

    RunReader reader =
        OfflineViews.open(
            killed.store,
            killed.store,
            killed.store,
            TrivialAssembler.interpreter(),
            ViewSettings.DEFAULT,
            killed.time);
    List<Run> runs = reader.runs(new RunQuery(RunFilter.ALL, RunOrder.OLDEST, 10, null)).items();
    assertThat(runs)
        .extracting(Run::state)
        .containsExactly(RunState.ABANDONED, RunState.ENDED, RunState.ENDED);
    assertThat(reader.behind()).isZero();
    assertThat(killed.store.applies()).isEqualTo(applies);
  }
}
