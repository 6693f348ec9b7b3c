package io.treeline.processor.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.read.ChatMessage;
import io.treeline.model.read.MessagePart;
import io.treeline.processor.facts.SpanReading;
import io.treeline.processor.facts.SpanReading.Item;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Conversations in every encoding of genai-dialects.md 2.6 (M1 to M10), each read to the same
/// messages: written here as `role: part | part`, where `call`, `answer`, `think` and `media` mark
/// parts that are no text.
class MessagesTest {
  private static final Dialects BUNDLED = Dialects.bundled();

  private static SpanOf chat() {
    return SpanOf.name("chat").with("gen_ai.operation.name", "chat");
  }

  private static List<String> read(SpanOf span, Chunk... logs) {
    return reading(span, logs).messages().stream().map(MessagesTest::text).toList();
  }

  private static SpanReading reading(SpanOf span, Chunk... logs) {
    Chunk chunk = span.chunk();
    List<Item> items =
        List.of(logs).stream().map(log -> new Item(log, log.entries().getFirst())).toList();
    return BUNDLED.read(new Item(chunk, chunk.entries().getFirst()), items);
  }

  private static String text(ChatMessage message) {
    return message.role()
        + ": "
        + message.parts().stream().map(MessagesTest::text).collect(Collectors.joining(" | "));
  }

  private static String text(MessagePart part) {
    String text = part.redacted() ? "(redacted)" : part.text() + (part.cut() ? " (cut)" : "");
    return switch (part.type()) {
      case TEXT -> text;
      case REASONING -> "think " + text;
      case TOOL_CALL -> "call " + part.name() + " " + part.id() + " " + text;
      case TOOL_RESPONSE -> "answer " + part.id() + " " + text;
      case MEDIA -> "media " + part.mimeType() + " " + part.text() + " " + part.sizeBytes();
      case OTHER -> "other " + text;
    };
  }

  @Test
  void m1_conventionsAsJson() {
    List<String> messages =
        read(
            chat()
                .with(
                    "gen_ai.system_instructions", "[{\"type\":\"text\",\"content\":\"Be brief.\"}]")
                .with(
                    "gen_ai.input.messages",
                    """
                    [{"role":"user","parts":[{"type":"text","content":"Weather?"}]},
                     {"role":"assistant","parts":[{"type":"reasoning","content":"I need a tool."},
                       {"type":"tool_call","id":"c1","name":"get","arguments":{"city":"Paris"}}]},
                     {"role":"tool","parts":[{"type":"tool_call_response","id":"c1",
                       "response":"18"}]}]
                    """)
                .with(
                    "gen_ai.output.messages",
                    "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"18"
                        + " degrees\"}],\"finish_reason\":\"stop\"}]"));

    assertThat(messages)
        .containsExactly(
            "system: Be brief.",
            "user: Weather?",
            "assistant: think I need a tool. | call get c1 {\"city\":\"Paris\"}",
            "tool: answer c1 18",
            "assistant: 18 degrees");
  }

  @Test
  void m2_conventionsAsStructure_andResultInsteadOfResponse() {
    List<String> messages =
        read(
            chat()
                .with("gen_ai.system_instructions", "Be brief.")
                .with(
                    "gen_ai.input.messages",
                    List.of(
                        Map.of(
                            "role",
                            "tool",
                            "parts",
                            List.of(
                                Map.of(
                                    "type", "tool_call_response", "id", "c1", "result", "18"))))));

    assertThat(messages).containsExactly("system: Be brief.", "tool: answer c1 18");
  }

  @Test
  void m3_inferenceDetails_asSpanEvents() {
    List<String> messages =
        read(
            chat()
                .event(
                    "gen_ai.client.inference.operation.details",
                    1,
                    "gen_ai.input.messages",
                    "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Hi\"}]}]")
                .event(
                    "gen_ai.client.inference.operation.details",
                    2,
                    "gen_ai.output.messages",
                    "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"H"
                        + "ello\"}]}]"));

    assertThat(messages).containsExactly("user: Hi", "assistant: Hello");
  }

  @Test
  void m4_inferenceDetails_asLogRecord() {
    Chunk log =
        SpanOf.logChunk(
            "gen_ai.client.inference.operation.details",
            "",
            Map.of(
                "gen_ai.input.messages",
                List.of(
                    Map.of(
                        "role", "user", "parts", List.of(Map.of("type", "text", "content", "Hi")))),
                "gen_ai.output.messages",
                List.of(
                    Map.of(
                        "role",
                        "model",
                        "parts",
                        List.of(Map.of("type", "text", "content", "Hello"))))));

    assertThat(read(chat(), log)).containsExactly("user: Hi", "assistant: Hello");
  }

  @Test
  void m5_messagesAsSpanEvents() {
    List<String> messages =
        read(
            chat()
                .event("gen_ai.system.message", 1, "content", "Be brief.")
                .event("gen_ai.user.message", 2, "content", "[{\"text\": \"Weather?\"}]")
                .event(
                    "gen_ai.assistant.message",
                    3,
                    "content",
                    "[{\"toolUse\": {\"toolUseId\": \"c1\", \"name\": \"get\", \"input\": {\"a\":"
                        + " 1}}}]")
                .event(
                    "gen_ai.tool.message",
                    4,
                    "content",
                    "[{\"toolResult\": {\"toolUseId\": \"c1\", \"content\": [{\"text\":"
                        + " \"18\"}]}}]")
                .event(
                    "gen_ai.choice",
                    5,
                    "message",
                    "[{\"text\": \"18 degrees\"}]",
                    "finish_reason",
                    "end_turn"));

    assertThat(messages)
        .containsExactly(
            "system: Be brief.",
            "user: Weather?",
            "assistant: call get c1 {\"a\":1}",
            "tool: answer c1 18",
            "assistant: 18 degrees");
  }

  @Test
  void m6_messagesAsLogRecords_withStructuredBody() {
    Chunk user = SpanOf.logChunk("gen_ai.user.message", Map.of("content", "Hi"), Map.of());
    Chunk choice =
        SpanOf.logChunk(
            "gen_ai.choice",
            Map.of(
                "index",
                0,
                "finish_reason",
                "tool_calls",
                "message",
                Map.of(
                    "role",
                    "assistant",
                    "tool_calls",
                    List.of(
                        Map.of(
                            "id",
                            "c1",
                            "type",
                            "function",
                            "function",
                            Map.of("name", "get", "arguments", "{}"))))),
            Map.of());

    SpanReading reading = reading(chat(), user, choice);
    assertThat(reading.messages().stream().map(MessagesTest::text))
        .containsExactly("user: Hi", "assistant: call get c1 {}");
    assertThat(reading.messages().getLast().finishReason()).isEqualTo("tool_calls");
  }

  @Test
  void m7_indexedPromptAndCompletion() {
    List<String> messages =
        read(
            chat()
                .with("gen_ai.prompt.1.role", "user")
                .with("gen_ai.prompt.1.content", "Weather?")
                .with("gen_ai.prompt.0.role", "system")
                .with("gen_ai.prompt.0.content", "Be brief.")
                .with("gen_ai.completion.0.role", "assistant")
                .with("gen_ai.completion.0.finish_reason", "tool_calls")
                .with("gen_ai.completion.0.tool_calls.0.id", "c1")
                .with("gen_ai.completion.0.tool_calls.0.name", "get")
                .with("gen_ai.completion.0.tool_calls.0.arguments", "{\"a\":1}")
                .with("gen_ai.prompt.999999999.content", "hostile"));

    assertThat(messages)
        .containsExactly("system: Be brief.", "user: Weather?", "assistant: call get c1 {\"a\":1}");
  }

  @Test
  void m8_openInference() {
    List<String> messages =
        read(
            SpanOf.name("ChatCompletion")
                .with("openinference.span.kind", "LLM")
                .with("llm.input_messages.0.message.role", "user")
                .with("llm.input_messages.0.message.contents.0.message_content.type", "text")
                .with(
                    "llm.input_messages.0.message.contents.0.message_content.text", "What is this?")
                .with("llm.input_messages.0.message.contents.1.message_content.type", "image")
                .with(
                    "llm.input_messages.0.message.contents.1.message_content.image.image.url",
                    "https://x/y.png")
                .with("llm.input_messages.1.message.role", "tool")
                .with("llm.input_messages.1.message.tool_call_id", "c1")
                .with("llm.input_messages.1.message.content", "18")
                .with("llm.output_messages.0.message.role", "assistant")
                .with("llm.output_messages.0.message.tool_calls.0.tool_call.id", "c2")
                .with("llm.output_messages.0.message.tool_calls.0.tool_call.function.name", "get")
                .with(
                    "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments",
                    "{}"));

    assertThat(messages)
        .containsExactly(
            "user: What is this? | media null https://x/y.png -1",
            "tool: answer c1 18",
            "assistant: call get c2 {}");
  }

  @Test
  void m9_contentEvents() {
    List<String> messages =
        read(
            chat()
                .event(
                    "gen_ai.content.prompt",
                    1,
                    "gen_ai.prompt",
                    "[{\"role\":\"user\",\"content\":\"Hi\"}]")
                .event("gen_ai.content.completion", 2, "gen_ai.completion", "Hello"));

    assertThat(messages).containsExactly("user: Hi", "assistant: Hello");
  }

  @Test
  void m10_blobs_ofTheAiSdk() {
    List<String> messages =
        read(
            SpanOf.name("ai.generateText.doGenerate")
                .with("ai.operationId", "ai.generateText.doGenerate")
                .with(
                    "ai.prompt.messages",
                    """
                    [{"role":"system","content":"Be brief."},
                     {"role":"user","content":[{"type":"text","text":"Weather?"}]},
                     {"role":"tool","content":[{"type":"tool-result","toolCallId":"c1",
                       "toolName":"get",
                       "output":{"type":"text","value":"18"}}]}]
                    """)
                .with("ai.response.text", "18 degrees")
                .with(
                    "ai.response.toolCalls",
                    "[{\"toolCallId\":\"c2\",\"toolName\":\"get\",\"input\":{\"a\":1}}]"));

    assertThat(messages)
        .startsWith("system: Be brief.", "user: Weather?")
        .anyMatch(message -> message.startsWith("tool: answer c1"))
        .contains("assistant: 18 degrees", "assistant: call get c2 {\"a\":1}");
  }

  @Test
  void m10_blobs_ofLangChainAndGemini() {
    List<String> langChain =
        read(
            SpanOf.name("ChatOpenAI")
                .scope("langsmith")
                .with("langsmith.span.kind", "llm")
                .with(
                    "gen_ai.prompt",
                    """
                    {"messages":[[{"lc":1,"type":"constructor","id":["langchain","schema",
                      "HumanMessage"],
                      "kwargs":{"content":"Hi","type":"human"}}]]}
                    """)
                .with(
                    "gen_ai.completion",
                    """
                    {"generations":[[{"text":"Hello","message":{"lc":1,"type":"constructor",
                      "id":["langchain","schema","AIMessage"],"kwargs":{"content":"Hello",
                        "type":"ai"}}}]]}
                    """));
    List<String> gemini =
        read(
            SpanOf.name("call_llm")
                .scope("gcp.vertex.agent")
                .with("gen_ai.operation.name", "generate_content")
                .with(
                    "gcp.vertex.agent.llm_request",
                    """
                    {"config":{"system_instruction":"Be brief."},
                     "contents":[{"role":"user","parts":[{"text":"Hi"}]},
                       {"role":"model","parts":[{"function_call":{"id":"c1","name":"get",
                         "args":{"a":1}}}]},
                       {"role":"user","parts":[{"function_response":{"id":"c1","name":"get",
                         "response":{"r":18}}}]}]}
                    """)
                .with(
                    "gcp.vertex.agent.llm_response",
                    "{\"content\":{\"parts\":[{\"text\":\"Hello\"}],\"role\":\"model\"}}"));

    assertThat(langChain).containsExactly("user: Hi", "assistant: Hello");
    assertThat(gemini)
        .containsExactly(
            "system: Be brief.",
            "user: Hi",
            "assistant: call get c1 {\"a\":1}",
            "user: answer c1 {\"r\":18}",
            "assistant: Hello");
  }

  @Test
  void anthropicBlocks_andOpenAiResponses_giveTheirParts() {
    List<String> messages =
        read(
            SpanOf.name("generation")
                .with("langfuse.observation.type", "generation")
                .with(
                    "langfuse.observation.input",
                    """
                    {"system":"Be brief.","messages":[{"role":"user","content":[{"type":"text",
                      "text":"Hi"},
                      {"type":"image","source":{"type":"base64","media_type":"image/png",
                        "data":"%s"}}]}]}
                    """
                        .formatted("iVBORw0KGgo".repeat(100)))
                .with(
                    "langfuse.observation.output",
                    """
                    {"output":[{"type":"reasoning","summary":[{"type":"summary_text",
                      "text":"thinking"}]},
                      {"type":"function_call","call_id":"c1","name":"get","arguments":"{}"},
                      {"type":"message","role":"assistant","content":[{"type":"output_text",
                        "text":"Hello"}]}]}
                    """));

    assertThat(messages)
        .containsExactly(
            "system: Be brief.",
            "user: Hi | media image/png null 825",
            "assistant: think thinking | call get c1 {}",
            "assistant: Hello");
  }

  @Test
  void jsonCutByALengthLimit_isSalvaged_andMarked() {
    List<String> messages =
        read(
            chat()
                .with(
                    "gen_ai.input.messages",
                    "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Tell me about"
                        + " Par"));

    assertThat(messages).containsExactly("user: Tell me about Par (cut)");
  }

  @Test
  void takenOutContent_isMarked() {
    List<String> messages =
        read(
            SpanOf.name("ChatCompletion")
                .with("openinference.span.kind", "LLM")
                .with("llm.input_messages.0.message.role", "user")
                .with("llm.input_messages.0.message.content", "__REDACTED__")
                .with("llm.input_messages.1.message.role", "user")
                .with(
                    "llm.input_messages.1.message.content",
                    "A long text...[TRUNCATED: original length 20000]"));

    assertThat(messages)
        .containsExactly(
            "user: (redacted)", "user: A long text...[TRUNCATED: original length 20000] (cut)");
  }

  @Test
  void mediaBytes_areLeftOutOfViews_whereverTheyStand() {
    String bytes = "data:image/png;base64," + "iVBORw0KGgo=".repeat(50);
    SpanReading reading =
        reading(chat().with("gen_ai.prompt", "look at " + bytes + " please").with("other", bytes));

    assertThat(text(reading.messages().getFirst()))
        .isEqualTo("user: look at [image/png, 450 bytes] please");
    assertThat(reading.content().attributes())
        .extracting(value -> value.json())
        .contains("\"[image/png, 450 bytes]\"")
        .noneMatch(json -> json.contains("iVBOR"));
  }

  @Test
  void hostileNesting_ends() {
    String deep = "[".repeat(5_000) + "{\"role\":\"user\",\"content\":\"x\"}" + "]".repeat(5_000);

    assertThat(read(chat().with("gen_ai.input.messages", deep))).hasSizeLessThanOrEqualTo(1);
  }
}
