package io.treeline.query.text;

import io.treeline.query.json.JsonValue;
import io.treeline.query.json.Rfc3339;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The texts of one step, column by column; empty where it has nothing to say.
///
/// `errorText` takes the place of what stands at the end of the row.
record StepFacts(
    String name,
    String duration,
    String input,
    String output,
    String cached,
    String finish,
    @Nullable String errorText,
    String model,
    boolean namesModel,
    String agent,
    String cost,
    String start) {

  static StepFacts of(JsonValue step, long runStartNanos, Glyphs glyphs) {
    JsonValue tokens = step.get("tokens");
    boolean counted = isCounted(step);
    boolean shown = isBilled(step) && !tokens.isNull();
    String input = shown ? number(tokens.get("input")) : "";
    String output = shown ? number(tokens.get("output")) : "";
    long cached = shown ? tokens.get("cache_read").count(0) : 0;
    return new StepFacts(
        name(step),
        Amounts.duration(step.get("duration_ms").number()),
        counted || input.isEmpty() ? input : "(" + input,
        counted || output.isEmpty() ? output : output + ")",
        cached > 0 ? cached + "c" : "",
        finish(step),
        error(step, glyphs),
        isBilled(step) ? clean(step, "model") : "",
        namesModel(step),
        clean(step, "agent"),
        isBilled(step) && counted ? Amounts.usd(step.get("usd").text()) : "",
        start(step, runStartNanos));
  }

  private static boolean namesModel(JsonValue step) {
    String name = name(step);
    String requested = clean(step, "request_model");
    return !isBilled(step)
        || name.contains(clean(step, "model"))
        || (!requested.isEmpty() && name.contains(requested));
  }

  /// What people call the step: agents and tools by their own names rather than their span's.
  private static String name(JsonValue step) {
    String own =
        switch (TreeRow.kind(step)) {
          case "agent" -> step.get("agent").text();
          case "tool", "memory" -> step.get("tool").text();
          default -> null;
        };
    return Cells.clean(own == null ? step.get("name").text("") : own);
  }

  /// The name, with the model where the name does not tell it.
  String nameWithModel() {
    return namesModel ? name : name + " " + model;
  }

  /// The model as answered, where the name does not tell just that one.
  String modelIfUntold() {
    return name.contains(model) ? "" : model;
  }

  static boolean isBilled(JsonValue step) {
    return switch (TreeRow.kind(step)) {
      case "llm", "embedding", "rerank" -> true;
      default -> step.get("charge").text("").equals("charged");
    };
  }

  private static boolean isCounted(JsonValue step) {
    return switch (step.get("charge").text("none")) {
      case "wrapper", "duplicate", "aggregate" -> false;
      default -> true;
    };
  }

  private static String finish(JsonValue step) {
    String state = step.get("state").text("closed");
    if (state.equals("placeholder")) {
      return "not received";
    }
    if (state.equals("open")) {
      return "open";
    }
    String finish = clean(step, "finish_reason");
    if (isCounted(step) || !isBilled(step)) {
      return finish;
    }
    String why = "(" + step.get("charge").text("") + ")";
    return finish.isEmpty() ? why : finish + " " + why;
  }

  private static @Nullable String error(JsonValue step, Glyphs glyphs) {
    if (!step.get("status").text("").equals("error")) {
      return null;
    }
    String type = clean(step, "error_type");
    String message = clean(step, "error_message");
    String both = type.isEmpty() || message.isEmpty() ? type + message : type + ": " + message;
    return glyphs.cross + " " + (both.isEmpty() ? "error" : both);
  }

  private static String start(JsonValue step, long runStartNanos) {
    String time = step.get("start_time").text();
    if (time == null || runStartNanos == 0) {
      return "";
    }
    BigDecimal seconds = BigDecimal.valueOf(Rfc3339.parse(time) - runStartNanos, 9);
    return String.format(Locale.ROOT, "%+.2f s", seconds);
  }

  private static String number(JsonValue count) {
    return count.isNull() ? "?" : Long.toString(count.count(0));
  }

  private static String clean(JsonValue step, String field) {
    return Cells.clean(step.get(field).text(""));
  }
}
