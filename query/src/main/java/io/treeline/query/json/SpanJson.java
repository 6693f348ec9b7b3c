package io.treeline.query.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.SpanId;
import io.treeline.model.Step;
import io.treeline.model.StepKind;
import io.treeline.model.read.ChatMessage;
import io.treeline.model.read.MessagePart;
import io.treeline.model.read.SpanContent;
import io.treeline.model.read.SpanContent.RawValue;
import io.treeline.model.read.SpanDetail;
import io.treeline.model.read.SpanDetail.FieldValue;
import java.io.IOException;
import java.util.List;

/// One span in full as JSON: what it says, what was made of it, and why.
public final class SpanJson {
  private static final String[] OTEL_KINDS = {
    "unspecified", "internal", "server", "client", "producer", "consumer"
  };

  private SpanJson() {}

  public static void write(JsonGenerator out, SpanDetail span) throws IOException {
    out.writeStartObject();
    writeIdentity(out, span);
    writeKind(out, span);
    writeFields(out, span.fields());
    writeUsage(out, span);
    writeStep(out, span);
    ScoreJson.write(out, span.scores());
    writeMessages(out, span.messages());
    writeContent(out, span.content());
    out.writeEndObject();
  }

  private static void writeIdentity(JsonGenerator out, SpanDetail span) throws IOException {
    boolean open = span.endUnixNanos() == 0;
    JsonFields.text(out, "trace_id", span.traceId().toString());
    JsonFields.text(out, "span_id", SpanId.toHex(span.spanId()));
    JsonFields.spanId(out, "parent_span_id", span.parentSpanId());
    JsonFields.text(out, "run_id", span.runId() == null ? null : span.runId().toString());
    JsonFields.text(out, "name", span.content().name());
    JsonFields.time(out, "start_time", span.startUnixNanos());
    JsonFields.time(out, "end_time", span.endUnixNanos());
    JsonFields.millis(
        out, "duration_ms", open ? -1 : Math.max(0, span.endUnixNanos() - span.startUnixNanos()));
  }

  /// The kind of the step; what the span is by itself, where that differs, is in `kind_by_rule`.
  private static void writeKind(JsonGenerator out, SpanDetail span) throws IOException {
    Step step = span.step();
    StepKind kind = step == null ? span.kind() : step.header().kind();
    JsonFields.text(out, "kind", kind.word());
    JsonFields.text(out, "kind_by_rule", span.kind().word());
    JsonFields.text(out, "kind_rule", rule(span));
    JsonFields.texts(out, "dialects", span.dialects());
  }

  private static String rule(SpanDetail span) {
    if (!span.kindRule().isEmpty()) {
      return span.kindRule();
    }
    return span.kind() == StepKind.INFRA
        ? "no rung has a verdict; it talks to another process"
        : "no rung has a verdict";
  }

  private static void writeFields(JsonGenerator out, List<FieldValue> fields) throws IOException {
    out.writeArrayFieldStart("fields");
    for (FieldValue field : fields) {
      out.writeStartObject();
      JsonFields.text(out, "name", field.name());
      JsonFields.text(out, "value", field.value());
      JsonFields.text(out, "source", field.source());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeUsage(JsonGenerator out, SpanDetail span) throws IOException {
    JsonFields.tokens(out, "tokens", span.usage().isPresent() ? span.usage() : null);
    out.writeObjectFieldStart("token_basis");
    JsonFields.text(out, "cached_input", span.inputBasis());
    JsonFields.text(out, "reasoning", span.outputBasis());
    out.writeEndObject();
  }

  private static void writeStep(JsonGenerator out, SpanDetail span) throws IOException {
    out.writeFieldName("step");
    Step step = span.step();
    if (step == null) {
      out.writeNull();
    } else {
      StepJson.write(out, step, -1);
    }
  }

  private static void writeMessages(JsonGenerator out, List<ChatMessage> messages)
      throws IOException {
    out.writeArrayFieldStart("messages");
    for (ChatMessage message : messages) {
      out.writeStartObject();
      JsonFields.text(out, "role", message.role());
      out.writeArrayFieldStart("parts");
      for (MessagePart part : message.parts()) {
        writePart(out, part);
      }
      out.writeEndArray();
      JsonFields.text(out, "finish_reason", message.finishReason());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writePart(JsonGenerator out, MessagePart part) throws IOException {
    out.writeStartObject();
    JsonFields.text(out, "type", part.type().word());
    JsonFields.text(out, "text", part.text());
    JsonFields.text(out, "name", part.name());
    JsonFields.text(out, "id", part.id());
    JsonFields.text(out, "mime_type", part.mimeType());
    if (part.sizeBytes() == MessagePart.UNKNOWN) {
      out.writeNullField("size_bytes");
    } else {
      out.writeNumberField("size_bytes", part.sizeBytes());
    }
    out.writeBooleanField("cut", part.cut());
    out.writeBooleanField("redacted", part.redacted());
    out.writeEndObject();
  }

  private static void writeContent(JsonGenerator out, SpanContent content) throws IOException {
    int kind = Math.max(0, content.otelKind());
    JsonFields.text(out, "span_kind", OTEL_KINDS[kind < OTEL_KINDS.length ? kind : 0]);
    out.writeObjectFieldStart("scope");
    JsonFields.text(out, "name", content.scopeName());
    JsonFields.text(out, "version", content.scopeVersion());
    out.writeEndObject();
    writeValues(out, "attributes", content.attributes());
    writeValues(out, "resource", content.resource());
    out.writeArrayFieldStart("events");
    for (SpanContent.Event event : content.events()) {
      out.writeStartObject();
      JsonFields.text(out, "name", event.name());
      JsonFields.time(out, "time", event.timeUnixNanos());
      writeValues(out, "attributes", event.attributes());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /// As an array: OTLP does not forbid a key twice, and hostile senders send it.
  private static void writeValues(JsonGenerator out, String name, List<RawValue> values)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (RawValue value : values) {
      out.writeStartObject();
      JsonFields.text(out, "key", value.key());
      out.writeFieldName("value");
      out.writeRawValue(value.json());
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
