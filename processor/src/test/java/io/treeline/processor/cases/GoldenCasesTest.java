package io.treeline.processor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.AgentTree;
import io.treeline.model.Run;
import io.treeline.model.SpanId;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.read.RunLookup;
import io.treeline.model.read.StepQuery;
import io.treeline.processor.cost.Prices;
import io.treeline.processor.dialect.Dialects;
import io.treeline.processor.tree.CompletionSettings;
import io.treeline.processor.tree.TraceAssembler;
import io.treeline.processor.view.CoreHarness;
import io.treeline.processor.view.Interpreter;
import io.treeline.processor.view.ManualTime;
import io.treeline.processor.view.ViewSettings;
import io.treeline.testkit.InMemoryStore;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every golden case comes out as planted, in any order of arrival, repeated, and split.
final class GoldenCasesTest {
  private static final Dialects DIALECTS = Dialects.bundled();
  private static final TraceAssembler ASSEMBLER =
      new TraceAssembler(CompletionSettings.DEFAULT, Prices.bundled());
  private static final int SHUFFLES = 4;

  /// Longer than it takes to stall, shorter than to be abandoned.
  private static final Duration QUIET = Duration.ofSeconds(65);

  static List<GoldenCase> cases() throws IOException, URISyntaxException {
    Path folder =
        Path.of(Objects.requireNonNull(GoldenCasesTest.class.getResource("/cases")).toURI());
    try (Stream<Path> files = Files.list(folder).sorted()) {
      return files.flatMap(file -> CaseReader.read(file).stream()).toList();
    }
  }

  @Test
  void cases_areManyAndEachExpectsSomething() throws Exception {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
    assertThat(cases()).extracting(GoldenCase::name).doesNotHaveDuplicates();
    assertThat(cases()).allSatisfy(golden -> assertThat(golden.expected()).isNotEmpty());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void spans_inAnyOrder_makeTheRunsThatArePlanted(GoldenCase golden) {
    List<CaseItem> forward = golden.items();
    List<CaseItem> twice = new ArrayList<>(forward);
    twice.addAll(forward);
    SoftAssertions softly = new SoftAssertions();
    check(golden, forward, "forward", softly);
    softly.assertAll();
    check(golden, forward.reversed(), "reversed", softly);
    check(golden, twice, "twice", softly);
    for (int seed = 1; seed <= SHUFFLES; seed++) {
      List<CaseItem> shuffled = new ArrayList<>(seed % 2 == 0 ? twice : forward);
      Collections.shuffle(shuffled, new Random(seed));
      check(golden, shuffled, "shuffled by seed " + seed, softly);
    }
    softly.assertAll();
  }

  private static void check(
      GoldenCase golden, List<CaseItem> sent, String order, SoftAssertions softly) {
    CaseFacts facts = new CaseFacts(trees(sent));
    for (GoldenCase.Expected expected : golden.expected()) {
      String value =
          expected.fact().equals("owner") && !expected.value().equals("none")
              ? SpanId.toHex(CaseReader.idOf(expected.value()))
              : expected.value();
      softly
          .assertThat(facts.fact(expected.fact(), expected.of()))
          .as("line %d, %s: %s %s", expected.line(), order, expected.fact(), expected.of())
          .isEqualTo(value);
    }
  }

  /// The runs that a core knows after it took the items one by one and then heard nothing.
  private static List<AgentTree> trees(List<CaseItem> sent) {
    CoreHarness core =
        new CoreHarness(
            new InMemoryStore(),
            new ManualTime(),
            ViewSettings.DEFAULT,
            new Interpreter(DIALECTS::decodeSpans, DIALECTS::decodeLogs, ASSEMBLER::assemble));
    Set<TraceId> traces = new LinkedHashSet<>();
    for (CaseItem item : sent) {
      for (Chunk chunk : item.chunks()) {
        core.send(arriving(chunk, core.time.unixNanos()));
        traces.add(chunk.traceId());
      }
    }
    core.pass(QUIET);
    List<AgentTree> trees = new ArrayList<>();
    for (TraceId trace : traces) {
      for (Run run : core.runs(trace)) {
        trees.add(tree(core, run));
      }
    }
    return trees;
  }

  private static AgentTree tree(CoreHarness core, Run run) {
    RunLookup.Found found =
        (RunLookup.Found) core.reader.find(run.id().toString(), StepQuery.first(1_000));
    return new AgentTree(
        found.run(), found.steps().rows().stream().map(row -> row.step()).toList());
  }

  private static Chunk arriving(Chunk chunk, long arrivalUnixNanos) {
    return new Chunk(
        chunk.kind(),
        chunk.traceId(),
        chunk.payload(),
        chunk.entries(),
        arrivalUnixNanos,
        chunk.transport(),
        chunk.digest());
  }
}
