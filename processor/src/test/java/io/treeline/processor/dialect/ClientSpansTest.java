package io.treeline.processor.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.StepKind;
import io.treeline.model.StepStatus;
import io.treeline.model.TokenUsage;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.SpanFacts;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whole spans of clients that the corpus has no recording of, as their code and users show them.
class ClientSpansTest {

  @Test
  void claudeCodeRequest_countsCachedInputApart() {
    SpanFacts call =
        SpanOf.name("claude_code.llm_request")
            .scope("com.anthropic.claude_code.tracing")
            .with("session.id", "s-1")
            .with("span.type", "llm_request")
            .with("model", "claude-opus-5")
            .with("input_tokens", 2)
            .with("output_tokens", 1200)
            .with("cache_read_tokens", 84_562)
            .with("cache_creation_tokens", 7_096)
            .with("request_id", "req_1")
            .with("stop_reason", "tool_use")
            .with("ttft_ms", 912.5)
            .with("success", true)
            .facts();

    assertThat(call.kind()).isEqualTo(StepKind.LLM);
    assertThat(call.usage()).isEqualTo(new TokenUsage(91_660, 1200, 92_860, 84_562, 7_096, -1));
    assertThat(call.fields().text(Field.SESSION_ID)).isEqualTo("s-1");
    assertThat(call.fields().text(Field.RESPONSE_ID)).isEqualTo("req_1");
    assertThat(call.fields().count(Field.TIME_TO_FIRST_TOKEN_NANOS)).isEqualTo(912_500_000);
    assertThat(call.finish()).isEqualTo("tool_call");
    assertThat(call.status()).isEqualTo(StepStatus.UNSET);
  }

  @Test
  void claudeCodeTool_failsBySuccess_andItsPhasesAreNoSteps() {
    SpanFacts tool =
        SpanOf.name("claude_code.tool")
            .scope("com.anthropic.claude_code.tracing")
            .with("span.type", "tool")
            .with("tool_name", "Bash")
            .with("tool_use_id", "toolu_1")
            .with("success", false)
            .facts();
    SpanFacts waiting =
        SpanOf.name("claude_code.tool.blocked_on_user")
            .with("span.type", "tool.blocked_on_user")
            .facts();

    assertThat(tool.kind()).isEqualTo(StepKind.TOOL);
    assertThat(tool.status()).isEqualTo(StepStatus.ERROR);
    assertThat(tool.fields().text(Field.TOOL_NAME)).isEqualTo("Bash");
    assertThat(waiting.kind()).isEqualTo(StepKind.INFRA);
  }

  @Test
  void successFalse_ofAnotherClient_isNoFailure() {
    SpanFacts other = SpanOf.name("payment").with("success", false).facts();

    assertThat(other.status()).isEqualTo(StepStatus.UNSET);
  }

  @Test
  void codexRequest_hasUsageByTheConventions_andMoreInItsLogs() {
    SpanFacts request =
        SpanOf.name("stream_request")
            .scope("codex_exec")
            .with("gen_ai.usage.input_tokens", 100)
            .with("gen_ai.usage.output_tokens", 10)
            .with("gen_ai.usage.cache_read.input_tokens", 40)
            .facts();
    LogFacts event =
        SpanOf.log(
            "codex.sse_event",
            "",
            Map.of(
                "codex.kind", "response.completed",
                "input_token_count", "100",
                "cached_token_count", 40,
                "output_token_count", 10,
                "reasoning_token_count", 5,
                "conversation.id", "c-1",
                "model", "gpt-5.1"));

    assertThat(request.kind()).isEqualTo(StepKind.LLM);
    assertThat(event.usage()).isEqualTo(new TokenUsage(100, 10, 110, 40, -1, 5));
    assertThat(event.fields().text(Field.SESSION_ID)).isEqualTo("c-1");
    assertThat(event.fields().text(Field.REQUEST_MODEL)).isEqualTo("gpt-5.1");
  }

  @Test
  void geminiCliResponse_countsThoughtsBesideTheOutput() {
    LogFacts event =
        SpanOf.log(
            "gemini_cli.api_response",
            "",
            Map.of(
                "input_token_count", 100,
                "output_token_count", 10,
                "thoughts_token_count", 30,
                "cached_content_token_count", 20,
                "total_token_count", 140));

    assertThat(event.usage()).isEqualTo(new TokenUsage(100, 40, 140, 20, -1, 30));
  }

  @Test
  void sentrySpan_isReadByItsOperation() {
    SpanFacts call =
        SpanOf.name("chat gpt-5")
            .with("sentry.op", "gen_ai.chat")
            .with("gen_ai.request.model", "gpt-5")
            .with("gen_ai.usage.input_tokens", 20)
            .with("gen_ai.usage.input_tokens.cached", 5)
            .with("gen_ai.usage.input_tokens.cache_write", 3)
            .with("gen_ai.usage.output_tokens", 10)
            .with("gen_ai.usage.output_tokens.reasoning", 8)
            .with("gen_ai.response.text", "[\"hello\"]")
            .facts();

    assertThat(call.kind()).isEqualTo(StepKind.LLM);
    assertThat(call.usage()).isEqualTo(new TokenUsage(20, 10, 30, 5, 3, 8));
    assertThat(call.output().text()).isEqualTo("hello");
  }

  @Test
  void mastraGeneration_andItsSteps_areCalls() {
    SpanFacts step =
        SpanOf.name("llm step 1")
            .scope("@mastra/otel-exporter")
            .with("mastra.span.type", "model_step")
            .with("gen_ai.usage.input_tokens", 20)
            .facts();

    assertThat(step.kind()).isEqualTo(StepKind.LLM);
    assertThat(step.dialects()).contains("mastra");
  }

  @Test
  void langfuseFirstToken_isAMoment_perhapsInQuotes() {
    long second = 1_000_000_000L;
    SpanFacts call =
        SpanOf.name("generation")
            .with("langfuse.observation.type", "generation")
            .with("langfuse.observation.completion_start_time", "\"2026-02-02T02:40:00.250Z\"")
            .facts();

    assertThat(call.fields().count(Field.TIME_TO_FIRST_TOKEN_NANOS)).isEqualTo(second / 4);
    assertThat(call.fields().has(Field.FIRST_TOKEN_UNIX_NANOS)).isFalse();
  }

  @Test
  void aiSdk5OnAnthropic_passesOnItsExclusiveInput() {
    SpanFacts call =
        SpanOf.name("ai.generateText.doGenerate")
            .with("ai.operationId", "ai.generateText.doGenerate")
            .with("ai.usage.inputTokens", 100)
            .with("ai.usage.outputTokens", 10)
            .with("ai.usage.totalTokens", 110)
            .with("ai.usage.cachedInputTokens", 60)
            .with(
                "ai.response.providerMetadata",
                "{\"anthropic\":{\"usage\":{\"input_tokens\":100,"
                    + "\"cache_read_input_tokens\":60,\"output_tokens\":10}}}")
            .facts();

    assertThat(call.usage().input()).isEqualTo(160);
    assertThat(call.usage().total()).isEqualTo(170);
  }

  @Test
  void bedrockUnderOpenLlmetry_countsCachedInputApart() {
    SpanFacts call =
        SpanOf.name("bedrock.converse")
            .scope("opentelemetry.instrumentation.bedrock")
            .with("gen_ai.operation.name", "chat")
            .with("gen_ai.usage.input_tokens", 100)
            .with("gen_ai.usage.output_tokens", 10)
            .with("gen_ai.usage.cache_read_input_tokens", 60)
            .facts();

    assertThat(call.usage().input()).isEqualTo(160);
  }

  @Test
  void contextWindowFull_isAnOverflow() {
    SpanFacts call =
        SpanOf.name("chat")
            .with("gen_ai.operation.name", "chat")
            .with("gen_ai.response.finish_reasons", "[\"model_context_window_exceeded\"]")
            .facts();

    assertThat(call.finish()).isEqualTo("context_overflow");
  }
}
