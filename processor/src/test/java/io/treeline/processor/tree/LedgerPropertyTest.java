package io.treeline.processor.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.AgentTree;
import io.treeline.model.RunMetrics;
import io.treeline.model.TokenUsage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What happened is counted once, whatever is added to it and however it arrives.
///
/// `-Dtreeline.forests=N` generates more forests than the build does.
final class LedgerPropertyTest {
  private static final int FORESTS = Integer.getInteger("treeline.forests", 300);

  record Addition(String name, UnaryOperator<GeneratedForest> addition) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Addition> additions() {
    return Stream.of(
        new Addition("nothing", forest -> forest),
        new Addition("wrappers", GeneratedForest::withWrappers),
        new Addition("inner layers", GeneratedForest::withInnerLayers),
        new Addition("twins", GeneratedForest::withTwins),
        new Addition("aggregates", GeneratedForest::withAggregates),
        new Addition("plumbing", GeneratedForest::withPlumbing),
        new Addition("wrappers of wrappers", f -> f.withWrappers().withWrappers()),
        new Addition("wrapped twins", f -> f.withTwins().withWrappers()),
        new Addition(
            "all of it",
            f -> f.withWrappers().withTwins().withInnerLayers().withAggregates().withPlumbing()));
  }

  @ParameterizedTest(name = "with {0}")
  @MethodSource("additions")
  void totals_areThePlantedOnes(Addition addition) {
    for (long seed = 1; seed <= FORESTS; seed++) {
      GeneratedForest forest = addition.addition().apply(new GeneratedForest(seed));
      Random random = new Random(seed);
      List<TestSpan> sent = new ArrayList<>(forest.spans());
      int repeats = random.nextInt(sent.size());
      for (int i = 0; i < repeats; i++) {
        sent.add(sent.get(random.nextInt(sent.size())));
      }
      Collections.shuffle(sent, random);
      assertPlanted(forest, Assembly.of(sent).trees(), seed);
    }
  }

  private static void assertPlanted(GeneratedForest forest, List<AgentTree> trees, long seed) {
    TokenUsage tokens =
        trees.stream()
            .map(tree -> tree.run().metrics().tokens())
            .reduce(TokenUsage.NONE, TokenUsage::plus);
    assertThat(tokens.input()).as("input, seed %d", seed).isEqualTo(forest.input());
    assertThat(tokens.output()).as("output, seed %d", seed).isEqualTo(forest.output());
    assertThat(sum(trees, RunMetrics::llmCalls)).as("calls, %d", seed).isEqualTo(forest.calls());
    assertThat(sum(trees, RunMetrics::toolCalls)).as("tools, %d", seed).isEqualTo(forest.tools());
    assertThat(sum(trees, RunMetrics::errors))
        .as("errors, seed %d", seed)
        .isEqualTo(forest.failures());
  }

  private static long sum(List<AgentTree> trees, ToLongFunction<RunMetrics> count) {
    return trees.stream().mapToLong(tree -> count.applyAsLong(tree.run().metrics())).sum();
  }
}
