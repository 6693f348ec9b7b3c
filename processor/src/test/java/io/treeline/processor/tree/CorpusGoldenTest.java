package io.treeline.processor.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.AgentTree;
import io.treeline.model.Finding;
import io.treeline.model.Run;
import io.treeline.model.Severity;
import io.treeline.processor.tree.CorpusReplay.Order;
import io.treeline.testkit.Corpus;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CorpusGoldenTest {
  static Stream<Arguments> recordingsInEveryOrder() {
    return Corpus.names().stream()
        .flatMap(name -> Stream.of(Order.values()).map(order -> Arguments.of(name, order)));
  }

  static Stream<String> recordings() {
    return Corpus.names().stream();
  }

  @ParameterizedTest
  @MethodSource("recordingsInEveryOrder")
  void recording_inAnyOrder_saysWhatIsTrue(String recording, Order order) {
    List<Run> runs = CorpusReplay.replay(recording, order).stream().map(AgentTree::run).toList();

    assertThat(CorpusTruth.of(recording).wrongFacts(runs)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("recordingsInEveryOrder")
  void recording_inAnyOrder_givesTheSameTrees(String recording, Order order) {
    assertThat(CorpusReplay.replay(recording, order))
        .containsExactlyInAnyOrderElementsOf(CorpusReplay.replay(recording, Order.FORWARD));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void healthyRecording_hasNoFindingThatWarns(String recording) {
    for (AgentTree tree : CorpusReplay.replay(recording, Order.FORWARD)) {
      assertThat(tree.run().findings())
          .extracting(Finding::severity)
          .doesNotContain(Severity.WARN, Severity.ERROR);
    }
  }
}
