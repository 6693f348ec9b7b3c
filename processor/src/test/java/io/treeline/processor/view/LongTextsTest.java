package io.treeline.processor.view;

import static io.treeline.processor.view.TestChunks.entry;
import static io.treeline.processor.view.TestChunks.spans;
import static io.treeline.processor.view.TestChunks.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.DataQualityNote;
import io.treeline.model.Finding;
import io.treeline.model.Run;
import io.treeline.model.StepKind;
import io.treeline.model.StepStatus;
import io.treeline.model.TokenUsage;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.read.RunLookup;
import io.treeline.model.read.StepQuery;
import io.treeline.processor.cost.Prices;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.Output;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.processor.tree.CompletionSettings;
import io.treeline.processor.tree.TraceAssembler;
import io.treeline.testkit.InMemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Traces whose texts are too long to be kept: span 1 is an agent, even ones are its calls, the
/// other odd ones its tools.
final class LongTextsTest {
  private static final TraceId TRACE = trace(1);
  private static final String ANSWER = "The answer is in here. ".repeat(500);
  private static final String ARGUMENTS = "{\"query\": \"" + "weather ".repeat(200) + "\"}";

  private final CoreHarness core =
      new CoreHarness(
          new InMemoryStore(),
          new ManualTime(),
          ViewSettings.DEFAULT,
          new Interpreter(
              LongTextsTest::decode,
              TrivialAssembler::decodeLogs,
              new TraceAssembler(CompletionSettings.DEFAULT, Prices.bundled())::assemble));

  @Test
  void longAnswer_isListedCut_andShownWhole() {
    send(2);
    core.pass(Duration.ofSeconds(6));
    Run listed = core.run(TRACE);
    assertThat(listed.finalAnswer()).isEqualTo(ANSWER.substring(0, Run.MAX_LISTED_ANSWER));
    assertThat(listed.finalAnswerTruncated()).isTrue();
    assertThat(found().finalAnswer()).isEqualTo(ANSWER);
    assertThat(found().finalAnswerTruncated()).isFalse();
    assertThat(found().listed()).isEqualTo(listed);
  }

  @Test
  void answerOfALargeTrace_isTheSame_andTakesLittleMemory() {
    send(4_000);
    core.pass(Duration.ofSeconds(60));
    assertThat(core.views.factsBytes(TRACE)).isLessThan(4_000 * 1_500);
    assertThat(found().finalAnswer()).isEqualTo(ANSWER);
    assertThat(found().listed()).isEqualTo(core.run(TRACE));
    assertThat(core.run(TRACE).revision()).isLessThan(100);
  }

  @Test
  void longArguments_areStillCompared() {
    send(12);
    core.pass(Duration.ofSeconds(6));
    assertThat(core.run(TRACE).findings())
        .extracting(Finding::rule)
        .contains("REPEATED_TOOL_CALL")
        .doesNotContain("INVALID_ARGS");
  }

  @Test
  void traceBeyondItsLimit_saysWhatIsLeftOut() {
    TraceFacts facts = new TraceFacts(20_000);
    Interpreter interpreter =
        new Interpreter(
            LongTextsTest::decode,
            TrivialAssembler::decodeLogs,
            new TraceAssembler(CompletionSettings.DEFAULT, Prices.bundled())::assemble);
    for (long id = 1; id <= 100; id++) {
      interpreter.read(id, chunk(id), facts);
      interpreter.read(id, chunk(id), facts);
    }
    assertThat(facts.sizeBytes()).isLessThan(30_000);
    Run run =
        interpreter
            .trees(TRACE, facts, List.of(), List.of(), text -> text, ManualTime.START)
            .trees()
            .getFirst()
            .run();
    assertThat(run.dataQuality()).extracting(DataQualityNote::code).contains("TOO_LARGE");
    assertThat(run.metrics().spans()).isBetween(5, 50);
  }

  private Run found() {
    return ((RunLookup.Found) core.reader.find(TRACE.toString(), StepQuery.first(1))).run();
  }

  private void send(int spans) {
    for (long id = 1; id <= spans; id++) {
      core.store.append(List.of(chunk(id)));
    }
    core.replay();
  }

  private Chunk chunk(long id) {
    long start = ManualTime.START + id * 1_000_000;
    long end = id == 1 ? start + 60_000_000_000L : start + 500_000;
    return spans(TRACE, core.time.unixNanos(), entry(id, id == 1 ? 0 : 1, start, end, 100));
  }

  private static List<SpanFacts> decode(Chunk chunk) {
    return chunk.entries().stream().map(LongTextsTest::facts).toList();
  }

  private static SpanFacts facts(ChunkEntry entry) {
    long id = entry.spanId();
    StepKind kind = id == 1 ? StepKind.AGENT : id % 2 == 0 ? StepKind.LLM : StepKind.TOOL;
    Fields.Builder fields = new Fields.Builder().put(Field.AGENT_NAME, "marathon", "test");
    if (kind == StepKind.TOOL) {
      fields
          .put(Field.TOOL_NAME, "search", "test")
          .put(Field.TOOL_ARGUMENTS, ARGUMENTS, "test")
          .put(Field.TOOL_RESULT, ARGUMENTS, "test");
    }
    return new SpanFacts(
        entry,
        "span",
        "test",
        1,
        StepStatus.OK,
        kind,
        "",
        false,
        false,
        List.of("test"),
        fields.build(),
        TokenUsage.NONE,
        kind == StepKind.LLM ? "stop" : null,
        kind == StepKind.LLM ? new Output(ANSWER, List.of(), List.of()) : Output.NONE,
        Map.of("key", "value of this span, the same in each"),
        List.of(),
        List.of());
  }
}
