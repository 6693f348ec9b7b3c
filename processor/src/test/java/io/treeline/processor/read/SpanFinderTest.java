package io.treeline.processor.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.SpanId;
import io.treeline.model.StepKind;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.read.ChatMessage;
import io.treeline.model.read.SpanDetail;
import io.treeline.processor.cost.Prices;
import io.treeline.processor.dialect.Dialects;
import io.treeline.processor.tree.CompletionSettings;
import io.treeline.processor.tree.TraceAssembler;
import io.treeline.processor.view.CoreHarness;
import io.treeline.processor.view.Interpreter;
import io.treeline.processor.view.ManualTime;
import io.treeline.processor.view.ViewSettings;
import io.treeline.testkit.Chunks;
import io.treeline.testkit.Corpus;
import io.treeline.testkit.InMemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Single spans of real recordings, read in full.
class SpanFinderTest {
  private static final Dialects DIALECTS = Dialects.bundled();
  private static final TraceAssembler ASSEMBLER =
      new TraceAssembler(CompletionSettings.DEFAULT, Prices.bundled());

  private final List<TraceId> traces = new ArrayList<>();
  private final CoreHarness core =
      new CoreHarness(
          new InMemoryStore(),
          new ManualTime(),
          ViewSettings.DEFAULT,
          new Interpreter(
              DIALECTS::decodeSpans, DIALECTS::decodeLogs, ASSEMBLER::assemble, DIALECTS));

  private void replay(String recording) {
    for (Corpus.Request request : Corpus.requests(recording)) {
      switch (request.signal()) {
        case TRACES -> Chunks.ofTraces(request.body()).forEach(this::send);
        case LOGS -> Chunks.ofLogs(request.body()).forEach(this::send);
        case METRICS -> {}
      }
    }
  }

  private void send(Chunk chunk) {
    core.send(chunk);
    if (!traces.contains(chunk.traceId())) {
      traces.add(chunk.traceId());
    }
  }

  private List<SpanDetail> calls() {
    List<SpanDetail> calls = new ArrayList<>();
    for (TraceId trace : traces) {
      core.store.readTrace(trace).stream()
          .flatMap(stored -> stored.chunk().entries().stream())
          .map(entry -> entry.spanId())
          .distinct()
          .map(spanId -> Objects.requireNonNull(core.reader.span(trace, spanId)))
          .filter(span -> span.kind() == StepKind.LLM)
          .forEach(calls::add);
    }
    return calls;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openai-agents-py-openinference",
        "openai-agents-py-genai-3turns",
        "langgraph-openinference",
        "pydantic-ai-py",
        "agent-framework-py",
        "google-adk-js",
        "openai-v2-py",
        "otel-java-agent-openai",
        "vercel-ai-sdk-7",
      })
  void conversation_ofEveryCall_beginsWithAQuestion_andEndsWithTheModel(String recording) {
    replay(recording);

    assertThat(calls()).isNotEmpty();
    for (SpanDetail call : calls()) {
      List<String> roles = call.messages().stream().map(ChatMessage::role).toList();
      assertThat(roles).as(call.content().name()).contains("user").endsWith("assistant");
      assertThat(call.messages()).allMatch(message -> !message.parts().isEmpty());
    }
  }

  @Test
  void span_saysWhatItIs_andWhereEveryFieldCameFrom() {
    replay("openai-agents-py-openinference");
    SpanDetail call = calls().getFirst();

    assertThat(call.kindRule()).isEqualTo("rung 2: span attribute openinference.span.kind");
    assertThat(call.runId()).isEqualTo(core.run(call.traceId()).id());
    assertThat(Objects.requireNonNull(call.step()).header().spanId()).isEqualTo(call.spanId());
    assertThat(call.fields())
        .anyMatch(field ->
            field.name().equals("input_tokens")
                && field.source().equals("span attribute llm.token_count.prompt"))
        .allMatch(field -> !field.source().isEmpty());
    assertThat(call.inputBasis()).isNotEmpty();
    assertThat(call.content().attributes()).isNotEmpty();
    assertThat(call.content().scopeName()).isEqualTo("openinference.instrumentation.openai_agents");
  }

  @Test
  void span_isFoundWithoutItsTrace_andUnknownOnesAreNot() {
    replay("pydantic-ai-py");
    SpanDetail call = calls().getFirst();

    assertThat(core.reader.span(null, call.spanId())).isEqualTo(call);
    assertThat(core.reader.span(call.traceId(), SpanId.parse("00000000000000ff"))).isNull();
    assertThat(core.reader.span(new TraceId(1, 2), call.spanId())).isNull();
  }

  @Test
  void logRecords_ofASpan_areItsEvents() {
    replay("openai-v2-py");

    assertThat(calls().getFirst().content().events())
        .extracting(event -> event.name())
        .contains("gen_ai.user.message", "gen_ai.choice");
  }

  @Test
  void dialects_areListed_withHowTheyAreRecognised() {
    assertThat(core.reader.dialects())
        .hasSizeGreaterThan(30)
        .allMatch(dialect -> !dialect.description().isEmpty() && !dialect.table().isEmpty())
        .allMatch(dialect -> !dialect.keys().isEmpty() || !dialect.scopes().isEmpty());
  }
}
