package io.treeline.query;

import io.treeline.model.Score;
import io.treeline.model.StepKind;
import io.treeline.model.TokenUsage;
import io.treeline.model.read.ChatMessage;
import io.treeline.model.read.MessagePart;
import io.treeline.model.read.SpanContent;
import io.treeline.model.read.SpanContent.RawValue;
import io.treeline.model.read.SpanDetail;
import io.treeline.model.read.SpanDetail.FieldValue;
import java.util.List;

/// The first call of the demo run in full.
public final class DemoSpan {
  public static final SpanDetail SPAN =
      new SpanDetail(
          DemoRun.TRACE,
          2,
          1,
          DemoRun.START + 10_000_000,
          DemoRun.START + 422_000_000,
          DemoRun.ID,
          DemoRun.tree().steps().get(1),
          StepKind.LLM,
          "rung 2: span attribute openinference.span.kind",
          List.of("openinference"),
          List.of(
              new FieldValue("request_model", "gpt-5", "span attribute llm.model_name"),
              new FieldValue("input_tokens", "51", "span attribute llm.token_count.prompt")),
          new TokenUsage(51, 7, 58, -1, -1, -1),
          "no subset reported",
          "no subset reported",
          List.of(new Score("brevity", null, "good", "short", "HUMAN", 2)),
          List.of(
              new ChatMessage(
                  "user",
                  List.of(
                      MessagePart.of(MessagePart.Type.TEXT, "What is the weather?"),
                      new MessagePart(
                          MessagePart.Type.MEDIA,
                          null,
                          null,
                          null,
                          "image/png",
                          2_048,
                          false,
                          false)),
                  null),
              new ChatMessage(
                  "assistant",
                  List.of(
                      new MessagePart(
                          MessagePart.Type.TOOL_CALL,
                          "{\"city\":\"Par",
                          "ask_weather_agent",
                          "call-1",
                          null,
                          MessagePart.UNKNOWN,
                          true,
                          false)),
                  "tool_calls")),
          new SpanContent(
              "chat gpt-5",
              1,
              "openinference.instrumentation.openai",
              "1.0",
              List.of(new RawValue("service.name", "\"weather-app\"")),
              List.of(
                  new RawValue("llm.model_name", "\"gpt-5\""),
                  new RawValue("llm.token_count.prompt", "51")),
              List.of()));

  private DemoSpan() {}
}
