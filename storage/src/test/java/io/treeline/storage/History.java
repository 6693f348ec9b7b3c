package io.treeline.storage;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.ingest.Chunk;
import io.treeline.testkit.Chunks;
import io.treeline.testkit.SampleChunks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// An agent's calls of a model, each with the whole conversation so far, a request a call.
final class History {
  static final int CALLS = 20;

  private final Random random = new Random(7);
  private final List<String> messages = new ArrayList<>();

  /// How a dialect puts messages into attributes.
  enum Shape {
    /// One attribute with a JSON array.
    JSON_VALUE,
    /// An attribute for each field of each message.
    FLATTENED
  }

  /// A conversation with one more message of so many bytes for each call.
  History(int messageBytes) {
    for (int call = 0; call < CALLS; call++) {
      messages.add(prose(messageBytes));
    }
  }

  /// The requests of the calls, in order.
  List<Chunk> chunks(Shape shape) {
    return chunks(shape, CALLS);
  }

  /// The bytes that are told for the first time: what the calls would take if each held only its
  /// newest message.
  long uniqueBytes(Shape shape) {
    return chunks(shape, 1).stream().mapToLong(chunk -> chunk.payload().length).sum();
  }

  private List<Chunk> chunks(Shape shape, int lastMessages) {
    byte[] traceId = new byte[16];
    random.nextBytes(traceId);
    List<Chunk> chunks = new ArrayList<>();
    for (int call = 1; call <= CALLS; call++) {
      Span.Builder span = span(traceId, call);
      int from = Math.max(0, call - lastMessages);
      switch (shape) {
        case JSON_VALUE -> span.addAttributes(text("gen_ai.input.messages", json(from, call)));
        case FLATTENED -> flatten(span, from, call);
      }
      chunks.addAll(Chunks.ofTraces(request(span)));
    }
    return chunks;
  }

  private static TracesData request(Span.Builder span) {
    return TracesData.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(text("service.name", "agent")))
                .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
        .build();
  }

  private String json(int from, int call) {
    StringBuilder json = new StringBuilder("[");
    for (int i = from; i < call; i++) {
      json.append(i == from ? "" : ",")
          .append("{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"")
          .append(messages.get(i))
          .append("\"}]}");
    }
    return json.append(']').toString();
  }

  private void flatten(Span.Builder span, int from, int call) {
    for (int i = from; i < call; i++) {
      String key = "llm.input_messages." + i + ".message.";
      span.addAttributes(text(key + "role", "user"));
      span.addAttributes(text(key + "content", messages.get(i)));
    }
  }

  private Span.Builder span(byte[] traceId, int call) {
    byte[] spanId = new byte[8];
    random.nextBytes(spanId);
    return Span.newBuilder()
        .setTraceId(ByteString.copyFrom(traceId))
        .setSpanId(ByteString.copyFrom(spanId))
        .setName("chat gpt-5")
        .setStartTimeUnixNano(SampleChunks.ARRIVAL + call * 1_000_000_000L)
        .setEndTimeUnixNano(
            SampleChunks.ARRIVAL + call * 1_000_000_000L + random.nextInt(900_000_000))
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(text("gen_ai.request.model", "gpt-5"));
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private String prose(int bytes) {
    StringBuilder text = new StringBuilder();
    while (text.length() < bytes) {
      text.append(Integer.toString(random.nextInt(1 << 20), 36)).append(' ');
    }
    text.setLength(bytes);
    return text.toString();
  }
}
