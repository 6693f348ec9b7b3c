package io.treeline.bench;

import static io.treeline.bench.Attributes.count;
import static io.treeline.bench.Attributes.text;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HexFormat;
import java.util.Random;

/// The spans of one long agent run: the root, and below it calls of a model and of tools in turn,
/// each with a text of about so many bytes.
final class MarathonSpans {
  private static final long RUN_NANOS = 60_000_000_000L;
  private static final long STEP_NANOS = 1_000_000L;

  private final Random random;
  private final int textBytes;
  private final ByteString trace;
  private final ByteString root;
  private final long start = System.currentTimeMillis() * 1_000_000;

  MarathonSpans(Random random, int textBytes) {
    this.random = random;
    this.textBytes = textBytes;
    trace = bytes(16);
    root = bytes(8);
  }

  String traceId() {
    return HexFormat.of().formatHex(trace.toByteArray());
  }

  /// Spans as one client sends them; number 0 is the root.
  ResourceSpans resourceSpans(int from, int to) {
    ScopeSpans.Builder scope =
        ScopeSpans.newBuilder()
            .setScope(
                InstrumentationScope.newBuilder()
                    .setName("opentelemetry.instrumentation.openai_v2")
                    .setVersion("2.1b0"));
    for (int i = from; i < to; i++) {
      scope.addSpans(i == 0 ? root() : i % 2 == 0 ? tool(i) : call(i));
    }
    return ResourceSpans.newBuilder()
        .setResource(
            Resource.newBuilder()
                .addAttributes(text("service.name", "bench"))
                .addAttributes(text("telemetry.sdk.language", "python")))
        .addScopeSpans(scope)
        .build();
  }

  private Span root() {
    return Span.newBuilder()
        .setTraceId(trace)
        .setSpanId(root)
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(start + RUN_NANOS)
        .setName("invoke_agent marathon")
        .addAttributes(text("gen_ai.operation.name", "invoke_agent"))
        .addAttributes(text("gen_ai.agent.name", "marathon"))
        .addAttributes(text("gen_ai.conversation.id", "session-1"))
        .build();
  }

  private Span.Builder step(int i, String name) {
    return Span.newBuilder()
        .setTraceId(trace)
        .setSpanId(bytes(8))
        .setParentSpanId(root)
        .setStartTimeUnixNano(start + i * STEP_NANOS)
        .setEndTimeUnixNano(start + i * STEP_NANOS + STEP_NANOS - 100_000)
        .setName(name);
  }

  private Span tool(int i) {
    return step(i, "execute_tool search")
        .addAttributes(text("gen_ai.operation.name", "execute_tool"))
        .addAttributes(text("gen_ai.tool.name", "search"))
        .addAttributes(text("gen_ai.tool.call.id", "call_" + i))
        .addAttributes(text("gen_ai.tool.call.arguments", "{\"query\": \"" + i + "\"}"))
        .addAttributes(text("gen_ai.tool.call.result", prose()))
        .build();
  }

  private Span call(int i) {
    int input = 1 + random.nextInt(4_000);
    int output = random.nextInt(400);
    return step(i, "chat gpt-5")
        .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(text("gen_ai.provider.name", "openai"))
        .addAttributes(text("gen_ai.request.model", "gpt-5"))
        .addAttributes(text("gen_ai.response.model", "gpt-5-2025-08-07"))
        .addAttributes(
            text("gen_ai.response.id", "chatcmpl-" + Long.toHexString(random.nextLong())))
        .addAttributes(text("server.address", "api.openai.com"))
        .addAttributes(count("gen_ai.usage.input_tokens", input))
        .addAttributes(count("gen_ai.usage.output_tokens", output))
        .addAttributes(
            text(
                "gen_ai.input.messages",
                "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\""
                    + prose()
                    + "\"}]}]"))
        .addAttributes(
            text(
                "gen_ai.output.messages",
                "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"step "
                    + i
                    + " is done\"}],\"finish_reason\":\"stop\"}]"))
        .build();
  }

  private String prose() {
    StringBuilder text = new StringBuilder(textBytes + 8);
    while (text.length() < textBytes) {
      text.append(Integer.toString(random.nextInt(5_000), 36)).append(' ');
    }
    return text.toString();
  }

  private ByteString bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
