package io.treeline.app.demo;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The sample run as spans: a supervisor asks a weather agent, whose tool fails once.
///
/// Attributes follow the OpenTelemetry GenAI conventions. Times are set back so that the run ends
/// at `endUnixNanos`.
final class DemoSpans {
  private static final long MILLI = 1_000_000;

  /// From the start of the first span to the end of the last, in milliseconds.
  private static final long RUN_MILLIS = 3_250;

  private final ByteString traceId;
  private final long startUnixNanos;
  private final long idBase;

  DemoSpans(long traceHigh, long traceLow, long endUnixNanos) {
    traceId =
        ByteString.copyFrom(ByteBuffer.allocate(16).putLong(traceHigh).putLong(traceLow).flip());
    startUnixNanos = endUnixNanos - RUN_MILLIS * MILLI;
    idBase = traceLow;
  }

  /// Spans in the order in which they ended, so children before parents.
  List<Span> inOrderOfEnd() {
    List<Span> spans = new ArrayList<>();
    spans.add(
        chat(2, 1, "supervisor", "gpt-5", 5, 412)
            .addAllAttributes(usage(51, 7, 0))
            .addAllAttributes(asksFor("ask_weather_agent", "call_1", "{\"city\":\"Paris\"}"))
            .build());
    spans.addAll(weatherAgent());
    spans.add(
        tool(3, 1, "ask_weather_agent", "call_1", 420, 2_515)
            .addAttributes(text("gen_ai.agent.name", "supervisor"))
            .addAttributes(text("gen_ai.tool.call.result", "18 degrees and sunny"))
            .build());
    spans.add(
        chat(10, 1, "supervisor", "gpt-5", 2_940, 300)
            .addAllAttributes(usage(151, 13, 64))
            .addAllAttributes(answers("It is 18 degrees and sunny in Paris."))
            .build());
    spans.add(agent(1, 0, "supervisor", 0, RUN_MILLIS).build());
    return spans;
  }

  private List<Span> weatherAgent() {
    String name = "weather_agent";
    return List.of(
        chat(5, 4, name, "gpt-5-mini", 430, 380)
            .addAllAttributes(usage(101, 21, 0))
            .addAllAttributes(asksFor("get_weather", "call_2", "{\"city\":\"Paris\"}"))
            .build(),
        tool(6, 4, "get_weather", "call_2", 820, 1)
            .addAttributes(text("gen_ai.agent.name", name))
            .addAttributes(text("error.type", "TimeoutError"))
            .setStatus(
                Status.newBuilder()
                    .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                    .setMessage("upstream"))
            .build(),
        chat(7, 4, name, "gpt-5-mini", 830, 402)
            .addAllAttributes(usage(152, 20, 0))
            .addAllAttributes(asksFor("get_weather", "call_3", "{\"city\":\"Paris\"}"))
            .build(),
        tool(8, 4, "get_weather", "call_3", 1_240, 900)
            .addAttributes(text("gen_ai.agent.name", name))
            .addAttributes(text("gen_ai.tool.call.result", "{\"degrees\":18,\"sky\":\"sunny\"}"))
            .build(),
        chat(9, 4, name, "gpt-5-mini", 2_150, 390)
            .addAllAttributes(usage(151, 13, 64))
            .addAllAttributes(answers("18 degrees and sunny"))
            .build(),
        agent(4, 3, name, 425, 2_505).build());
  }

  private Span.Builder agent(int id, int parent, String name, long fromMillis, long millis) {
    return span(id, parent, "invoke_agent " + name, fromMillis, millis)
        .addAttributes(text("gen_ai.operation.name", "invoke_agent"))
        .addAttributes(text("gen_ai.agent.name", name))
        .addAttributes(text("gen_ai.conversation.id", "sess-demo"))
        .addAttributes(text("user.id", "u-7"));
  }

  private Span.Builder chat(
      int id, int parent, String agent, String model, long fromMillis, long millis) {
    return span(id, parent, "chat " + model, fromMillis, millis)
        .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(text("gen_ai.provider.name", "openai"))
        .addAttributes(text("gen_ai.agent.name", agent))
        .addAttributes(text("gen_ai.request.model", model))
        .addAttributes(text("gen_ai.response.model", model))
        .addAttributes(text("gen_ai.response.id", "resp_demo_" + id));
  }

  private Span.Builder tool(
      int id, int parent, String name, String callId, long fromMillis, long millis) {
    return span(id, parent, "execute_tool " + name, fromMillis, millis)
        .addAttributes(text("gen_ai.operation.name", "execute_tool"))
        .addAttributes(text("gen_ai.tool.name", name))
        .addAttributes(text("gen_ai.tool.type", "function"))
        .addAttributes(text("gen_ai.tool.call.id", callId))
        .addAttributes(text("gen_ai.tool.call.arguments", "{\"city\":\"Paris\"}"));
  }

  private Span.Builder span(int id, int parent, String name, long fromMillis, long millis) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(traceId)
            .setSpanId(spanId(id))
            .setName(name)
            .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
            .setStartTimeUnixNano(startUnixNanos + fromMillis * MILLI)
            .setEndTimeUnixNano(startUnixNanos + (fromMillis + millis) * MILLI);
    return parent == 0 ? span : span.setParentSpanId(spanId(parent));
  }

  private ByteString spanId(int id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(idBase << 8 | id).flip());
  }

  private static List<KeyValue> usage(long input, long output, long cacheRead) {
    return List.of(
        count("gen_ai.usage.input_tokens", input),
        count("gen_ai.usage.output_tokens", output),
        count("gen_ai.usage.cache_read.input_tokens", cacheRead));
  }

  private static List<KeyValue> asksFor(String tool, String callId, String arguments) {
    return output(
        "tool_calls",
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\""
            + callId
            + "\",\"name\":\""
            + tool
            + "\",\"arguments\":"
            + arguments
            + "}],\"finish_reason\":\"tool_call\"}]");
  }

  private static List<KeyValue> answers(String text) {
    return output(
        "stop",
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\""
            + text
            + "\"}],\"finish_reason\":\"stop\"}]");
  }

  private static List<KeyValue> output(String finishReason, String messages) {
    AnyValue reason = AnyValue.newBuilder().setStringValue(finishReason).build();
    return List.of(
        text("gen_ai.output.messages", messages),
        KeyValue.newBuilder()
            .setKey("gen_ai.response.finish_reasons")
            .setValue(
                AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(reason)))
            .build());
  }

  static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue count(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
