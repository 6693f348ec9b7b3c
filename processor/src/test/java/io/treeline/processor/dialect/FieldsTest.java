package io.treeline.processor.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.treeline.model.StepStatus;
import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.SpanFacts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Aliases, their precedence, units, traps, errors and finish reasons.
final class FieldsTest {

  @Test
  void session_ofTheBestAlias_wins_andSaysWhereItCameFrom() {
    Fields fields =
        SpanOf.name("x")
            .with("langsmith.metadata.thread_id", "thread")
            .with("session.id", "session")
            .with("gen_ai.conversation.id", "conversation")
            .facts()
            .fields();
    assertThat(fields.text(Field.SESSION_ID)).isEqualTo("conversation");
    assertThat(fields.source(Field.SESSION_ID)).isEqualTo("span attribute gen_ai.conversation.id");
  }

  @Test
  void emptySession_givesWayToTheNextAlias() {
    Fields fields =
        SpanOf.name("x")
            .with("gen_ai.conversation.id", "")
            .with("session.id", "s")
            .facts()
            .fields();
    assertThat(fields.text(Field.SESSION_ID)).isEqualTo("s");
  }

  @Test
  void session_insideMetadataJson_isFound() {
    Fields fields =
        SpanOf.name("x")
            .with("metadata", "{\"deep\":{\"session_id\":\"no\"},\"session_id\":\"yes\"}")
            .facts()
            .fields();
    assertThat(fields.text(Field.SESSION_ID)).isEqualTo("yes");
    assertThat(fields.source(Field.SESSION_ID)).isEqualTo("span attribute metadata > session_id");
  }

  @Test
  void session_ofTheResource_isTheLastResort() {
    SpanOf span = SpanOf.name("x").resource("session.id", "process");
    assertThat(span.facts().fields().source(Field.SESSION_ID))
        .isEqualTo("resource attribute session.id");
    assertThat(span.with("session.id", "own").facts().fields().text(Field.SESSION_ID))
        .isEqualTo("own");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[Scrubbed due to 'session']", "<not specified>", "N/A", "  "})
  void session_thatIsAPlaceholder_isNone(String value) {
    assertThat(SpanOf.name("x").with("session.id", value).facts().fields().has(Field.SESSION_ID))
        .isFalse();
  }

  @Test
  void session_ofABrowserRequest_isNoConversation() {
    SpanFacts request =
        SpanOf.name("GET")
            .kind(Span.SpanKind.SPAN_KIND_CLIENT)
            .with("http.request.method", "GET")
            .with("session.id", "browser")
            .facts();
    assertThat(request.fields().has(Field.SESSION_ID)).isFalse();
  }

  @Test
  void langsmithProject_isNoSession() {
    SpanFacts span = SpanOf.name("x").with("langsmith.trace.session_name", "project").facts();
    assertThat(span.fields().has(Field.SESSION_ID)).isFalse();
  }

  @Test
  void tags_comeAsListOrJson() {
    assertThat(
            SpanOf.name("x")
                .with("langfuse.trace.tags", List.of("a", "b"))
                .facts()
                .fields()
                .list(Field.TAGS))
        .containsExactly("a", "b");
    assertThat(SpanOf.name("x").with("tag.tags", "[\"a\",\"b\"]").facts().fields().list(Field.TAGS))
        .containsExactly("a", "b");
    assertThat(
            SpanOf.name("x").with("langsmith.span.tags", "a, b").facts().fields().list(Field.TAGS))
        .containsExactly("a", "b");
  }

  @Test
  void metadata_leavesOutWhatFrameworksSayOfThemselves() {
    SpanFacts span =
        SpanOf.name("x")
            .with("langsmith.metadata.customer", "acme")
            .with("langsmith.metadata.langgraph_step", 3)
            .with("metadata", "{\"plan\":\"pro\",\"ls_provider\":\"openai\"}")
            .facts();
    assertThat(span.metadata()).isEqualTo(Map.of("customer", "acme", "plan", "pro"));
  }

  @Test
  void framework_isNoProvider() {
    Fields fields =
        SpanOf.name("x")
            .with("gen_ai.provider.name", "microsoft.agent_framework")
            .with("gen_ai.system", "azure.openai")
            .facts()
            .fields();
    assertThat(fields.text(Field.PROVIDER)).isEqualTo("azure.ai.openai");
    assertThat(fields.text(Field.FRAMEWORK)).isEqualTo("microsoft.agent_framework");
  }

  @ParameterizedTest
  @CsvSource({
    "openai, openai",
    "OpenAI, openai",
    "openai.responses, openai",
    "google.vertex.chat, gcp.vertex_ai",
    "amazon-bedrock, aws.bedrock",
    "anthropic.messages, anthropic",
    "MistralAI, mistral_ai",
    "some.new.one, some.new.one"
  })
  void provider_isNormalised(String sent, String canonical) {
    assertThat(
            SpanOf.name("x").with("ai.model.provider", sent).facts().fields().text(Field.PROVIDER))
        .isEqualTo(canonical);
  }

  @Test
  void timeToFirstToken_hasTheUnitOfItsDialect() {
    assertThat(nanosToFirstToken(SpanOf.name("x").with("ai.response.msToFirstChunk", 12.5)))
        .isEqualTo(12_500_000);
    assertThat(nanosToFirstToken(SpanOf.name("x").with("gen_ai.server.time_to_first_token", 0.25)))
        .isEqualTo(250_000_000);
    assertThat(
            nanosToFirstToken(
                SpanOf.name("x")
                    .scope("strands.telemetry.tracer")
                    .with("gen_ai.server.time_to_first_token", 250)))
        .isEqualTo(250_000_000);
    assertThat(nanosToFirstToken(SpanOf.name("x").event("First Token Stream Event", 7_000)))
        .isEqualTo(7_000);
  }

  private static long nanosToFirstToken(SpanOf span) {
    return span.facts().fields().count(Field.TIME_TO_FIRST_TOKEN_NANOS);
  }

  @Test
  void reportedCost_isNanoUsd_andZeroForTokensIsUnknown() {
    SpanOf call =
        SpanOf.name("x")
            .with("gen_ai.usage.input_tokens", 10)
            .with("gen_ai.usage.output_tokens", 1);
    assertThat(call.with("operation.cost", 0.0).facts().fields().has(Field.REPORTED_NANO_USD))
        .isFalse();
    assertThat(
            call.with("gen_ai.usage.cost", 0.00006725)
                .facts()
                .fields()
                .count(Field.REPORTED_NANO_USD))
        .isEqualTo(67_250);
  }

  @ParameterizedTest
  @CsvSource({
    "stop, stop",
    "STOP, stop",
    "end_turn, stop",
    "FinishReason.TOOL_CALLS, tool_call",
    "tool-calls, tool_call",
    "MAX_TOKENS, length",
    "SAFETY, content_filter",
    "refusal, refusal",
    "pause_turn, paused",
    "MALFORMED_FUNCTION_CALL, error",
    "'[\"tool_use\"]', tool_call"
  })
  void finish_isCanonical(String sent, String canonical) {
    SpanFacts call =
        SpanOf.name("x")
            .with("gen_ai.operation.name", "chat")
            .with("gen_ai.response.finish_reasons", sent)
            .facts();
    assertThat(call.finish()).isEqualTo(canonical);
  }

  @Test
  void finish_ofATurnThatAsksForTools_isToolCall_whateverTheClientSays() {
    SpanFacts call =
        SpanOf.name("x")
            .with("gen_ai.operation.name", "chat")
            .with("gen_ai.response.finish_reasons", List.of("stop"))
            .with(
                "gen_ai.output.messages",
                "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"name\":\"f\"}]}]")
            .facts();
    assertThat(call.finish()).isEqualTo("tool_call");
  }

  @Test
  void error_takesTypeFromTheException_andMessageFromTheStatus() {
    SpanFacts failed =
        SpanOf.name("x")
            .failed("boom")
            .event("exception", 1, "exception.type", "TimeoutError", "exception.message", "late")
            .facts();
    assertThat(failed.status()).isEqualTo(StepStatus.ERROR);
    assertThat(failed.fields().text(Field.ERROR_TYPE)).isEqualTo("TimeoutError");
    assertThat(failed.fields().text(Field.ERROR_MESSAGE)).isEqualTo("boom");
  }

  @Test
  void exception_ofASpanThatDidNotFail_isNoError() {
    SpanFacts fine = SpanOf.name("x").event("exception", 1, "exception.type", "Retry").facts();
    assertThat(fine.status()).isEqualTo(StepStatus.UNSET);
    assertThat(fine.fields().has(Field.ERROR_TYPE)).isFalse();
  }

  @Test
  void langfuseErrorLevel_isAFailure() {
    assertThat(SpanOf.name("x").with("langfuse.observation.level", "ERROR").facts().status())
        .isEqualTo(StepStatus.ERROR);
  }

  @Test
  void toolArguments_asStructure_becomeJson() {
    SpanFacts tool =
        SpanOf.name("x")
            .with("gen_ai.operation.name", "execute_tool")
            .with("gen_ai.tool.call.arguments", Map.of("cities", List.of("Paris", 2, true)))
            .facts();
    assertThat(tool.fields().text(Field.TOOL_ARGUMENTS))
        .isEqualTo("{\"cities\":[\"Paris\",2,true]}");
  }

  @Test
  void usage_inStrings_isRead_andAbsentIsNotZero() {
    SpanFacts call =
        SpanOf.name("x")
            .with("gen_ai.usage.input_tokens", "51")
            .with("gen_ai.usage.output_tokens", "7")
            .facts();
    assertThat(call.usage()).isEqualTo(new TokenUsage(51, 7, 58, -1, -1, -1));
  }
}
