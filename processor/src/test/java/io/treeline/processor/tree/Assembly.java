package io.treeline.processor.tree;

import io.treeline.model.AgentTree;
import io.treeline.model.AgentUse;
import io.treeline.model.Claim;
import io.treeline.model.DataQualityNote;
import io.treeline.model.Run;
import io.treeline.model.Step;
import io.treeline.model.StepCost;
import io.treeline.model.TokenUsage;
import io.treeline.model.TraceId;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.processor.findings.FindingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Assembles test spans, and reads what came out.
final class Assembly {
  static final TraceId TRACE = new TraceId(0x0af7651916cd43ddL, 0x8448eb211c80319cL);
  static final long ARRIVAL_NANOS = TestSpan.EPOCH_NANOS + 60_000_000_000L;
  static final long CONTEXT_WINDOW = 10_000;
  private static final long SECOND = 1_000_000_000;

  /// A micro-dollar a token, so that costs are easy to see; models called `unknown` have no price.
  static final StepPricer PRICES =
      new StepPricer() {
        @Override
        public StepCost price(
            @Nullable String provider,
            @Nullable String model,
            TokenUsage usage,
            Fields fields,
            long startUnixNanos) {
          boolean unknown = model == null || model.equals("unknown") || !usage.isPresent();
          return unknown
              ? StepCost.UNKNOWN
              : cost(1_000 * (Math.max(0, usage.input()) + Math.max(0, usage.output())));
        }

        @Override
        public long contextWindow(@Nullable String provider, String model) {
          return CONTEXT_WINDOW;
        }
      };

  private static StepCost cost(long nanoUsd) {
    return new StepCost(nanoUsd, "t", "test prices", -1, nanoUsd);
  }

  private final List<SpanFacts> spans = new ArrayList<>();
  private final List<LogFacts> logs = new ArrayList<>();
  private List<Run> previous = List.of();
  private long quietSeconds = 6;
  private List<Claim> foreign = List.of();
  private FindingSettings findingSettings = FindingSettings.DEFAULT;
  private boolean partial;

  static Assembly of(TestSpan... spans) {
    return of(Arrays.asList(spans));
  }

  static Assembly of(List<TestSpan> spans) {
    Assembly assembly = new Assembly();
    spans.forEach(span -> assembly.spans.add(span.facts()));
    return assembly;
  }

  Assembly logs(TestSpan... records) {
    for (TestSpan record : records) {
      logs.add(record.log());
    }
    return this;
  }

  Assembly quiet(long seconds) {
    quietSeconds = seconds;
    return this;
  }

  Assembly after(List<AgentTree> earlier) {
    previous = earlier.stream().map(AgentTree::run).toList();
    return this;
  }

  Assembly partial() {
    partial = true;
    return this;
  }

  Assembly findings(FindingSettings settings) {
    findingSettings = settings;
    return this;
  }

  Assembly foreign(List<Claim> claims) {
    foreign = claims;
    return this;
  }

  List<AgentTree> trees() {
    return assemble().trees();
  }

  List<Claim> claims() {
    return assemble().claims();
  }

  private TraceTrees assemble() {
    long now = ARRIVAL_NANOS + quietSeconds * SECOND;
    return new TraceAssembler(CompletionSettings.DEFAULT, PRICES, findingSettings)
        .assemble(
            new AssemblyInput(TRACE, spans, logs, now, ARRIVAL_NANOS, previous, foreign, partial));
  }

  AgentTree tree() {
    List<AgentTree> trees = trees();
    if (trees.size() != 1) {
      throw new AssertionError("expected one run, got " + trees);
    }
    return trees.getFirst();
  }

  Run run() {
    return tree().run();
  }

  /// The steps, each as its depth in dots and its name.
  List<String> outline() {
    return outline(tree());
  }

  static List<String> outline(AgentTree tree) {
    return tree.steps().stream()
        .map(Step::header)
        .map(header -> ".".repeat(header.depth()) + header.name())
        .toList();
  }

  /// Named agents as `name<parent`.
  List<String> agents() {
    return run().agents().stream().map(Assembly::agent).toList();
  }

  private static String agent(AgentUse use) {
    return use.name() + "<" + use.parent();
  }

  List<String> notes() {
    return run().dataQuality().stream().map(DataQualityNote::code).toList();
  }

  List<String> rules() {
    return run().findings().stream().map(f -> f.rule()).toList();
  }
}
