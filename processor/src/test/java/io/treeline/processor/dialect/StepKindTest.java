package io.treeline.processor.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.treeline.model.StepKind;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.SpanFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/// The kind ladder and what makes an agent.
final class StepKindTest {
  private static final String PARENT = "00f067aa0ba902b7";

  @ParameterizedTest
  @CsvFileSource(resources = "kinds.csv")
  void oneAttribute_says_whatTheSpanIs(String key, String value, StepKind kind) {
    assertThat(SpanOf.name("a span").parent(PARENT).with(key, value).facts().kind())
        .isEqualTo(kind);
  }

  @Test
  void dialectKind_beats_operationName() {
    SpanFacts retriever =
        SpanOf.name("search")
            .with("gen_ai.operation.name", "embeddings")
            .with("langsmith.span.kind", "retriever")
            .facts();
    assertThat(retriever.kind()).isEqualTo(StepKind.RETRIEVAL);
  }

  @Test
  void modelWithUsage_isAnLlmCall_withoutAnyOperation() {
    SpanFacts call =
        SpanOf.name("my call")
            .with("gen_ai.system", "anthropic")
            .with("gen_ai.request.model", "claude-opus-4-6")
            .with("gen_ai.usage.input_tokens", 402)
            .with("gen_ai.response.stop_reason", "end_turn")
            .facts();
    assertThat(call.kind()).isEqualTo(StepKind.LLM);
    assertThat(call.finish()).isEqualTo("stop");
    assertThat(call.dialects()).containsExactly("otel-genai");
  }

  @Test
  void modelAlone_isNoLlmCall() {
    assertThat(SpanOf.name("x").with("gen_ai.request.model", "gpt-5").facts().kind())
        .isEqualTo(StepKind.UNKNOWN);
  }

  @Test
  void agentKindWithoutName_isAWorkflow() {
    assertThat(SpanOf.name("run").with("openinference.span.kind", "AGENT").facts().kind())
        .isEqualTo(StepKind.WORKFLOW);
  }

  @ParameterizedTest
  @CsvSource({
    "agent.name, writer, run",
    "graph.node.id, writer, run",
    "other, x, writer._execute_core",
    "metadata, '{\"lc_agent_name\":\"writer\"}', writer"
  })
  void agentKind_isNamed_byAnyOfItsSpellings(String key, String value, String spanName) {
    SpanFacts agent =
        SpanOf.name(spanName).with("openinference.span.kind", "AGENT").with(key, value).facts();
    assertThat(agent.kind()).isEqualTo(StepKind.AGENT);
    assertThat(agent.fields().text(Field.AGENT_NAME)).isEqualTo("writer");
  }

  @Test
  void chain_thatBearsTheNameOfItsAgent_isTheAgent() {
    SpanOf chain =
        SpanOf.name("writer")
            .parent(PARENT)
            .with("openinference.span.kind", "CHAIN")
            .with("metadata", "{\"lc_agent_name\":\"writer\"}");
    assertThat(chain.facts().kind()).isEqualTo(StepKind.AGENT);
  }

  @Test
  void chain_thatWorksForAnAgent_staysAStep_andSaysForWhom() {
    SpanFacts step =
        SpanOf.name("model")
            .parent(PARENT)
            .with("openinference.span.kind", "CHAIN")
            .with("metadata", "{\"lc_agent_name\":\"writer\"}")
            .facts();
    assertThat(step.kind()).isEqualTo(StepKind.STEP);
    assertThat(step.fields().text(Field.AGENT_NAME)).isEqualTo("writer");
  }

  @Test
  void chain_withoutParent_isAWorkflow() {
    assertThat(SpanOf.name("kickoff").with("openinference.span.kind", "CHAIN").facts().kind())
        .isEqualTo(StepKind.WORKFLOW);
  }

  @Test
  void tool_takenForAnAgentByItsName_isATool() {
    SpanFacts tool =
        SpanOf.name("ask_weather_agent")
            .with("openinference.span.kind", "AGENT")
            .with("tool.name", "ask_weather_agent")
            .with("output.value", "sunny")
            .facts();
    assertThat(tool.kind()).isEqualTo(StepKind.TOOL);
    assertThat(tool.fields().text(Field.TOOL_RESULT)).isEqualTo("sunny");
  }

  @Test
  void agentName_onACall_makesNoAgent() {
    SpanFacts call =
        SpanOf.name("chat")
            .with("gen_ai.operation.name", "chat")
            .with("gen_ai.agent.name", "writer")
            .facts();
    assertThat(call.kind()).isEqualTo(StepKind.LLM);
    assertThat(call.fields().text(Field.AGENT_NAME)).isEqualTo("writer");
  }

  @Test
  void legacyAiSdkCall_isAnAgent_onlyWhenItsFunctionIsNamed() {
    SpanOf plain = SpanOf.name("ai.generateText").with("ai.operationId", "ai.generateText");
    assertThat(plain.facts().kind()).isEqualTo(StepKind.WORKFLOW);
    assertThat(plain.with("ai.telemetry.functionId", "writer").facts().kind())
        .isEqualTo(StepKind.AGENT);
  }

  @Test
  void handoffTool_isAHandoff_toTheAgentItNames() {
    SpanFacts handoff =
        SpanOf.name("handoff to weather_agent")
            .with("openinference.span.kind", "TOOL")
            .with("input.value", "{\"from_agent\":\"supervisor\"}")
            .facts();
    assertThat(handoff.kind()).isEqualTo(StepKind.HANDOFF);
    assertThat(handoff.fields().text(Field.HANDOFF_TO)).isEqualTo("weather_agent");
    assertThat(handoff.fields().text(Field.HANDOFF_FROM)).isEqualTo("supervisor");
  }

  @Test
  void transferTool_staysATool_andNamesItsTarget() {
    SpanFacts transfer =
        SpanOf.name("execute_tool transfer_to_agent")
            .with("gen_ai.operation.name", "execute_tool")
            .with("gen_ai.tool.name", "transfer_to_agent")
            .with("gcp.vertex.agent.tool_call_args", "{\"agent_name\":\"writer\"}")
            .facts();
    assertThat(transfer.kind()).isEqualTo(StepKind.TOOL);
    assertThat(transfer.fields().text(Field.HANDOFF_TO)).isEqualTo("writer");
  }

  @ParameterizedTest
  @CsvSource({"gen_ai.operation.name, create_agent", "gen_ai.tool.name, (merged tools)"})
  void noise_isIgnored(String key, String value) {
    assertThat(SpanOf.name("x").with(key, value).facts().ignored()).isTrue();
  }

  @Test
  void pendingMarker_isPending_andNamesTheTrueParent() {
    SpanFacts marker =
        SpanOf.name("chat")
            .with("gen_ai.operation.name", "chat")
            .with("logfire.span_type", "pending_span")
            .with("logfire.pending_parent_id", PARENT)
            .facts();
    assertThat(marker.pending()).isTrue();
    assertThat(marker.fields().text(Field.PENDING_PARENT)).isEqualTo(PARENT);
  }

  @Test
  void spanWithoutEvidence_isPlumbing_onlyWhenItTalksToAnotherProcess() {
    assertThat(SpanOf.name("POST").kind(Span.SpanKind.SPAN_KIND_CLIENT).facts().kind())
        .isEqualTo(StepKind.INFRA);
    assertThat(SpanOf.name("work").kind(Span.SpanKind.SPAN_KIND_INTERNAL).facts().kind())
        .isEqualTo(StepKind.UNKNOWN);
  }
}
