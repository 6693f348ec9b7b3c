package io.treeline.processor.tree;

import static io.treeline.processor.tree.TestSpan.agent;
import static io.treeline.processor.tree.TestSpan.llm;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.DataQualityNote;
import io.treeline.model.Run;
import io.treeline.model.Score;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunScoresTest {
  private static Run run(int onTheCall) {
    TestSpan call = llm(2, "m", 1, 1).under(1).at(10, 40);
    for (int i = onTheCall; i > 0; i--) {
      call.score("b", i).score("b", i);
    }
    return Assembly.of(agent(1, "a").at(0, 100).score("a", 1), call).trees().getFirst().run();
  }

  @Test
  void scores_asManyAsARunCarries_areAllThere() {
    Run run = run(Score.MAX_PER_RUN - 1);
    assertThat(run.context().scores()).hasSize(Score.MAX_PER_RUN).isSortedAccordingTo(Score.ORDER);
    assertThat(run.dataQuality()).isEmpty();
  }

  @Test
  void scores_oneMore_leavesTheLastOutAndSaysSo() {
    Run run = run(Score.MAX_PER_RUN);
    assertThat(run.context().scores())
        .hasSize(Score.MAX_PER_RUN)
        .contains(new Score("a", 1.0, null, null, "test", 1))
        .doesNotContain(new Score("b", 64.0, null, null, "test", 2));
    assertThat(run.dataQuality())
        .containsExactly(new DataQualityNote("TOO_MANY_SCORES", 1, List.of(2L)));
  }
}
