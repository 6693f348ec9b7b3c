package io.treeline.query.text;

import io.treeline.query.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/// The counted facts that runs and sessions share, as one flowing line.
final class TotalsText {
  private TotalsText() {}

  static List<String> lines(List<String> parts, Screen screen) {
    return Cells.flow(parts, screen.glyphs().separator, screen.width());
  }

  /// Calls, errors, tokens and where the time went; what is unknown is left out.
  static List<String> parts(JsonValue totals) {
    List<String> parts = new ArrayList<>();
    parts.add(Amounts.counted(totals.get("llm_calls").count(0), "LLM call"));
    parts.add(Amounts.counted(totals.get("tool_calls").count(0), "tool call"));
    long retrievals = totals.get("retrievals").count(0);
    if (retrievals > 0) {
      parts.add(Amounts.counted(retrievals, "retrieval"));
    }
    parts.add(Amounts.counted(totals.get("errors").count(0), "error"));
    addTokens(parts, totals.get("tokens"));
    addLatency(parts, totals.get("latency_ms"));
    return parts;
  }

  private static void addTokens(List<String> parts, JsonValue tokens) {
    JsonValue input = tokens.get("input");
    if (!input.isNull()) {
      long cached = tokens.get("cache_read").count(0);
      String hint = cached > 0 ? " (" + Amounts.count(cached) + " cached)" : "";
      parts.add(Amounts.count(input.count(0)) + " in" + hint);
    }
    JsonValue output = tokens.get("output");
    if (!output.isNull()) {
      parts.add(Amounts.count(output.count(0)) + " out");
    }
  }

  private static void addLatency(List<String> parts, JsonValue latency) {
    addTime(parts, "LLM ", latency.get("llm"));
    addTime(parts, "tools ", latency.get("tool"));
    addTime(parts, "other ", latency.get("other"));
  }

  private static void addTime(List<String> parts, String what, JsonValue millis) {
    String duration = Amounts.duration(millis.number());
    if (!duration.isEmpty()) {
      parts.add(what + duration);
    }
  }
}
