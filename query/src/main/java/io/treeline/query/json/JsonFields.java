package io.treeline.query.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.Cost;
import io.treeline.model.Latency;
import io.treeline.model.ModelUse;
import io.treeline.model.SpanId;
import io.treeline.model.TokenUsage;
import io.treeline.model.ToolUse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes single fields in the house's forms; what is unknown becomes `null`.
public final class JsonFields {
  private static final long UNKNOWN = -1;

  private JsonFields() {}

  static void text(JsonGenerator out, String name, @Nullable String value) throws IOException {
    out.writeFieldName(name);
    if (value == null) {
      out.writeNull();
    } else {
      out.writeString(value);
    }
  }

  static void texts(JsonGenerator out, String name, List<String> values) throws IOException {
    out.writeArrayFieldStart(name);
    for (String value : values) {
      out.writeString(value);
    }
    out.writeEndArray();
  }

  static void count(JsonGenerator out, String name, long value) throws IOException {
    out.writeFieldName(name);
    if (value == UNKNOWN) {
      out.writeNull();
    } else {
      out.writeNumber(value);
    }
  }

  static void millis(JsonGenerator out, String name, long nanos) throws IOException {
    out.writeFieldName(name);
    if (nanos == UNKNOWN) {
      out.writeNull();
    } else {
      out.writeNumber(Decimals.millis(nanos));
    }
  }

  /// A time; 0 stands for one that is not known. A time, null for 0.
  public static void time(JsonGenerator out, String name, long unixNanos) throws IOException {
    text(out, name, unixNanos == 0 ? null : Rfc3339.format(unixNanos));
  }

  static void usd(JsonGenerator out, String name, long nanoUsd) throws IOException {
    text(out, name, nanoUsd == Cost.UNKNOWN ? null : Decimals.usd(nanoUsd));
  }

  static void spanId(JsonGenerator out, String name, long spanId) throws IOException {
    text(out, name, spanId == SpanId.NONE ? null : SpanId.toHex(spanId));
  }

  static void spanIds(JsonGenerator out, String name, List<Long> spanIds) throws IOException {
    texts(out, name, spanIds.stream().map(SpanId::toHex).toList());
  }

  static void tokens(JsonGenerator out, String name, @Nullable TokenUsage tokens)
      throws IOException {
    out.writeFieldName(name);
    if (tokens == null) {
      out.writeNull();
      return;
    }
    out.writeStartObject();
    count(out, "input", tokens.input());
    count(out, "output", tokens.output());
    count(out, "total", tokens.total());
    count(out, "cache_read", tokens.cacheRead());
    count(out, "cache_write", tokens.cacheWrite());
    count(out, "reasoning", tokens.reasoning());
    out.writeEndObject();
  }

  static void cost(JsonGenerator out, String name, Cost cost) throws IOException {
    out.writeObjectFieldStart(name);
    usd(out, "usd", cost.nanoUsd());
    out.writeBooleanField("complete", cost.complete());
    out.writeNumberField("unpriced_calls", cost.unpricedCalls());
    text(out, "prices", cost.prices());
    out.writeEndObject();
  }

  static void latency(JsonGenerator out, String name, Latency latency) throws IOException {
    out.writeObjectFieldStart(name);
    millis(out, "total", latency.totalNanos());
    millis(out, "llm", latency.llmNanos());
    millis(out, "tool", latency.toolNanos());
    millis(out, "other", latency.otherNanos());
    millis(out, "time_to_first_token", latency.timeToFirstTokenNanos());
    out.writeEndObject();
  }

  static void models(JsonGenerator out, String name, Map<String, ModelUse> models)
      throws IOException {
    out.writeObjectFieldStart(name);
    for (Map.Entry<String, ModelUse> model : new TreeMap<>(models).entrySet()) {
      ModelUse use = model.getValue();
      out.writeObjectFieldStart(model.getKey());
      out.writeNumberField("calls", use.calls());
      count(out, "input", use.inputTokens());
      count(out, "output", use.outputTokens());
      usd(out, "usd", use.nanoUsd());
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  static void tools(JsonGenerator out, String name, Map<String, ToolUse> tools) throws IOException {
    out.writeObjectFieldStart(name);
    for (Map.Entry<String, ToolUse> tool : new TreeMap<>(tools).entrySet()) {
      ToolUse use = tool.getValue();
      out.writeObjectFieldStart(tool.getKey());
      out.writeNumberField("calls", use.calls());
      out.writeNumberField("errors", use.errors());
      millis(out, "total_ms", use.totalNanos());
      out.writeEndObject();
    }
    out.writeEndObject();
  }
}
