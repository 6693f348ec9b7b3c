package io.treeline.processor.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.Output;
import io.treeline.processor.wire.Texts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a model said, in all message encodings (genai-dialects.md 2.6).
final class OutputTest {
  private static final Output SUNNY = text("sunny");
  private static final Output ASKS = new Output(null, List.of("get_weather"), List.of("c1"));

  private static Output text(String text) {
    return new Output(text, List.of(), List.of());
  }

  private static SpanOf call() {
    return SpanOf.name("chat").with("gen_ai.operation.name", "chat");
  }

  private static Output messages(Object messages) {
    return call().with("gen_ai.output.messages", messages).facts().output();
  }

  private static Output value(String value) {
    return SpanOf.name("call")
        .with("openinference.span.kind", "LLM")
        .with("output.value", value)
        .facts()
        .output();
  }

  @Test
  void semanticConventionMessages_asJson() {
    assertThat(
            messages(
                "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"reasoning\",\"content\":\"hm\"},"
                    + "{\"type\":\"text\",\"content\":\"sunny\"}],\"finish_reason\":\"stop\"}]"))
        .isEqualTo(SUNNY);
    assertThat(
            messages(
                "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"c1\","
                    + "\"name\":\"get_weather\",\"arguments\":{\"name\":\"not this\"}}]}]"))
        .isEqualTo(ASKS);
  }

  @Test
  void semanticConventionMessages_asStructuredValue() {
    assertThat(
            messages(
                List.of(
                    Map.of(
                        "role",
                        "assistant",
                        "parts",
                        List.of(Map.of("type", "text", "content", "sunny"))))))
        .isEqualTo(SUNNY);
  }

  @Test
  void cumulativeMessages_countTheLastOfTheAssistant() {
    assertThat(
            messages(
                "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"c1\","
                    + "\"name\":\"get_weather\"}]},{\"role\":\"tool\",\"parts\":["
                    + "{\"type\":\"tool_call_response\",\"id\":\"c1\",\"response\":\"18\"}]},"
                    + "{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\","
                    + "\"content\":\"sunny\"}]}]"))
        .isEqualTo(SUNNY);
  }

  @Test
  void answeredToolCalls_areNoDecisions() {
    assertThat(
            messages(
                "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"sunny\"},"
                    + "{\"type\":\"tool_call\",\"id\":\"c1\",\"name\":\"get_weather\"},"
                    + "{\"type\":\"tool_call_response\",\"id\":\"c1\",\"response\":\"18\"}]}]"))
        .isEqualTo(SUNNY);
  }

  @Test
  void messagesCutInTheMiddle_areSalvaged() {
    assertThat(messages("[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"sun"))
        .isEqualTo(text("sun"));
    assertThat(
            messages(
                "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"c1\","
                    + "\"name\":\"get_weather\",\"arguments\":{\"city\":\"Par"))
        .isEqualTo(ASKS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"__REDACTED__", "<REDACTED>", "[Scrubbed due to 'password']", ""})
  void textThatWasTakenOut_isNoContent(String marker) {
    assertThat(
            messages(
                "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\""
                    + marker
                    + "\"}]}]"))
        .isEqualTo(Output.NONE);
    assertThat(value(marker)).isEqualTo(Output.NONE);
  }

  @Test
  void openAiResponses_giveTextAndCalls() {
    assertThat(
            value(
                "{\"id\":\"resp\",\"tools\":[{\"name\":\"no\",\"parameters\":{}}],\"text\":"
                    + "{\"format\":{\"type\":\"text\"}},\"output\":[{\"type\":\"reasoning\","
                    + "\"content\":[{\"text\":\"hm\"}]},{\"type\":\"message\","
                    + "\"role\":\"assistant\","
                    + "\"content\":[{\"type\":\"output_text\",\"text\":\"sunny\"}]},{\"id\":\"fc\","
                    + "\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"get_weather\","
                    + "\"arguments\":\"{}\"}]}"))
        .isEqualTo(new Output("sunny", List.of("get_weather"), List.of("c1")));
  }

  @Test
  void openAiChatCompletion_givesTheChoice() {
    assertThat(
            value(
                "{\"id\":\"x\",\"choices\":[{\"finish_reason\":\"tool_calls\",\"message\":{"
                    + "\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\","
                    + "\"type\":\"function\",\"function\":{\"name\":\"get_weather\","
                    + "\"arguments\":\"{}\"}}]}}]}"))
        .isEqualTo(ASKS);
  }

  @Test
  void anthropicMessage_givesItsBlocks() {
    assertThat(
            value(
                "{\"id\":\"msg\",\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\","
                    + "\"text\":\"hm\"},{\"type\":\"tool_use\",\"id\":\"c1\","
                    + "\"name\":\"get_weather\","
                    + "\"input\":{}}],\"stop_reason\":\"tool_use\"}"))
        .isEqualTo(ASKS);
  }

  @Test
  void langChainGenerations_andStates_giveTheAiMessage() {
    String ai =
        "{\"lc\":1,\"id\":[\"langchain_core\",\"messages\",\"AIMessage\"],\"kwargs\":"
            + "{\"content\":\"sunny\",\"tool_calls\":[]}}";
    String human =
        "{\"lc\":1,\"id\":[\"langchain_core\",\"messages\",\"HumanMessage\"],\"kwargs\":"
            + "{\"content\":\"weather?\"}}";
    assertThat(value("{\"generations\":[[{\"text\":\"sunny\",\"message\":" + ai + "}]]}"))
        .isEqualTo(SUNNY);
    assertThat(value("{\"messages\":[" + human + "," + ai + "]}")).isEqualTo(SUNNY);
    assertThat(value("{\"messages\":[" + human + "]}")).isEqualTo(Output.NONE);
    assertThat(
            value(
                "{\"messages\":[{\"type\":\"human\",\"content\":\"?\"},"
                    + "{\"type\":\"ai\",\"content\":\"sunny\"}]}"))
        .isEqualTo(SUNNY);
  }

  @Test
  void geminiContent_givesTextOrCall() {
    SpanOf call = SpanOf.name("call_llm").scope("gcp.vertex.agent");
    assertThat(
            call.with(
                    "gcp.vertex.agent.llm_response",
                    "{\"content\":{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"id\":\"c1\","
                        + "\"name\":\"get_weather\",\"args\":{}}}]}}")
                .facts()
                .output())
        .isEqualTo(ASKS);
  }

  @Test
  void indexedMessages_inAnyOrder_arePutTogether() {
    SpanOf openInference =
        SpanOf.name("call")
            .with("openinference.span.kind", "LLM")
            .with(
                "llm.output_messages.0.message.tool_calls.0.tool_call.function.name", "get_weather")
            .with("llm.output_messages.0.message.role", "assistant")
            .with("llm.output_messages.0.message.tool_calls.0.tool_call.id", "c1");
    assertThat(openInference.facts().output()).isEqualTo(ASKS);
    SpanOf openLlmetry =
        call()
            .with("gen_ai.completion.0.tool_calls.0.id", "c1")
            .with("gen_ai.completion.0.tool_calls.0.name", "get_weather")
            .with("gen_ai.completion.0.finish_reason", "tool_calls");
    assertThat(openLlmetry.facts().output()).isEqualTo(ASKS);
    assertThat(openLlmetry.facts().finish()).isEqualTo("tool_call");
  }

  @Test
  void indexedParts_areJoined_andHostileIndexesAreNot() {
    Output output =
        SpanOf.name("call")
            .with("openinference.span.kind", "LLM")
            .with("llm.output_messages.0.message.contents.1.message_content.text", "in Paris")
            .with("llm.output_messages.0.message.contents.0.message_content.text", "sunny")
            .with("llm.output_messages.99999999999.message.content", "no")
            .with("llm.output_messages.-1.message.content", "no")
            .with("llm.output_messages..message.content", "no")
            .facts()
            .output();
    assertThat(output).isEqualTo(text("sunny\nin Paris"));
  }

  @Test
  void aiSdkTextAndCalls_completeEachOther() {
    Output output =
        SpanOf.name("x")
            .with("ai.operationId", "ai.generateText.doGenerate")
            .with("ai.response.text", "sunny")
            .with(
                "ai.response.toolCalls",
                "[{\"toolCallId\":\"c1\",\"toolName\":\"get_weather\",\"input\":\"{}\"}]")
            .facts()
            .output();
    assertThat(output).isEqualTo(new Output("sunny", List.of("get_weather"), List.of("c1")));
  }

  @Test
  void structuredAnswer_isTheTextItself() {
    Output output =
        SpanOf.name("agent run")
            .with("gen_ai.operation.name", "invoke_agent")
            .with("final_result", "{\"city\":\"Paris\",\"degrees\":18}")
            .facts()
            .output();
    assertThat(output).isEqualTo(text("{\"city\":\"Paris\",\"degrees\":18}"));
  }

  @Test
  void doublyEncodedText_isUnwrapped() {
    Output output =
        SpanOf.name("agent")
            .with("mlflow.spanType", "\"AGENT\"")
            .with("mlflow.spanOutputs", "\"sunny\"")
            .facts()
            .output();
    assertThat(output).isEqualTo(SUNNY);
  }

  @Test
  void choiceEvent_ofASpan_isTheOutput() {
    assertThat(
            call()
                .event(
                    "gen_ai.choice",
                    1,
                    "finish_reason",
                    "tool_use",
                    "message",
                    "[{\"toolUse\":{\"toolUseId\":\"c1\",\"name\":\"get_weather\",\"input\":{}}}]")
                .facts()
                .output())
        .isEqualTo(ASKS);
    assertThat(
            call()
                .event(
                    "gen_ai.content.completion",
                    1,
                    "gen_ai.completion",
                    "[{\"role\":\"assistant\",\"content\":\"sunny\"}]")
                .facts()
                .output())
        .isEqualTo(SUNNY);
    assertThat(
            call()
                .event("gen_ai.user.message", 1, "content", "weather?")
                .event("gen_ai.assistant.message", 1, "content", "an earlier answer")
                .facts()
                .output())
        .isEqualTo(Output.NONE);
  }

  @Test
  void choiceRecord_givesOutputAndFinish_asStructureOrJson() {
    Map<String, Object> body =
        Map.of("finish_reason", "stop", "index", 0, "message", Map.of("content", "sunny"));
    LogFacts structured = SpanOf.log("gen_ai.choice", body, Map.of("gen_ai.system", "openai"));
    assertThat(structured.output()).isEqualTo(SUNNY);
    assertThat(structured.finish()).isEqualTo("stop");
    LogFacts json =
        SpanOf.log(
            "",
            "{\"message\":{\"role\":\"assistant\",\"content\":\"sunny\"}}",
            Map.of("event.name", "gen_ai.choice"));
    assertThat(json.eventName()).isEqualTo("gen_ai.choice");
    assertThat(json.output()).isEqualTo(SUNNY);
  }

  @Test
  void inferenceDetailsRecord_givesOutputFromItsAttributes() {
    LogFacts log =
        SpanOf.log(
            "gen_ai.client.inference.operation.details",
            "",
            Map.of(
                "user.id",
                "u",
                "gen_ai.output.messages",
                List.of(
                    Map.of(
                        "role",
                        "assistant",
                        "parts",
                        List.of(Map.of("type", "tool_call", "id", "c1", "name", "get_weather"))))));
    assertThat(log.output()).isEqualTo(ASKS);
    assertThat(log.finish()).isEqualTo("tool_call");
  }

  @Test
  void promptHistoryRecords_areNoOutput() {
    for (String event : List.of("gen_ai.assistant.message", "gen_ai.user.message")) {
      assertThat(SpanOf.log(event, Map.of("content", "old"), Map.of()).output())
          .isEqualTo(Output.NONE);
    }
  }

  @Test
  void anAnswerBeyondTheLimit_isCutAndSaysSo() {
    String whole = "a".repeat(Texts.MAX_BYTES);
    for (String key : List.of("gen_ai.completion", "gen_ai.completion.0.content")) {
      Output fits = call().with(key, whole).facts().output();
      assertThat(fits.text()).isEqualTo(whole);
      assertThat(fits.cut()).isFalse();
      Output longer = call().with(key, whole + "b").facts().output();
      assertThat(longer.text()).isEqualTo(whole);
      assertThat(longer.cut()).isTrue();
    }
    String inside = "[{\"role\":\"assistant\",\"content\":\"" + whole + "b\"}]";
    assertThat(call().with("gen_ai.output.messages", inside).facts().output().cut()).isTrue();
    String before = "[{\"role\":\"user\",\"content\":\"" + whole + "b\"},";
    String shortAnswer = before + "{\"role\":\"assistant\",\"content\":\"18\"}]";
    Output answer = call().with("gen_ai.output.messages", shortAnswer).facts().output();
    assertThat(answer).isEqualTo(text("18"));
  }
}
