package io.treeline.query.text;

import io.treeline.query.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/// One span as people read it: what it counts as and why, its fields with their sources, and the
/// conversation.
public final class SpanText {
  /// What the API says where there was nothing to decide.
  private static final String NO_SUBSET = "no subset reported";

  private static final int NAME_CELLS = 14;
  private static final int FIELD_CELLS = 26;
  private static final int SOURCE_CELLS = 40;
  private static final int MAX_PART_LINES = 6;

  private final Screen screen;
  private final List<String> lines = new ArrayList<>();

  private SpanText(Screen screen) {
    this.screen = screen;
  }

  /// The lines of a document of `/api/v1/spans/{id}`.
  public static List<String> lines(JsonValue span, Screen screen) {
    SpanText text = new SpanText(screen);
    text.heading(span);
    text.reasons(span);
    text.fields(span);
    text.messages(span);
    return text.lines;
  }

  private void heading(JsonValue span) {
    lines.add(Style.BOLD.apply(Cells.clean(span.get("name").text("")), screen));
    row("span", span.get("span_id").text("") + " of trace " + span.get("trace_id").text(""));
    row("run", span.get("run_id").text("none"));
    row("scope", scope(span.get("scope")) + dialects(span));
    String duration = Amounts.duration(span.get("duration_ms").number());
    row("time", span.get("start_time").text("") + (duration.isEmpty() ? "" : ", " + duration));
  }

  private static String scope(JsonValue scope) {
    String version = scope.get("version").text("");
    return Cells.clean(scope.get("name").text("")) + (version.isEmpty() ? "" : " " + version);
  }

  private static String dialects(JsonValue span) {
    List<String> names = span.get("dialects").items().stream().map(d -> d.text("")).toList();
    return names.isEmpty() ? "" : " (" + String.join(", ", names) + ")";
  }

  private void reasons(JsonValue span) {
    String kind = span.get("kind").text("");
    String byRule = span.get("kind_by_rule").text("");
    String place = kind.equals(byRule) ? kind : kind + " (by itself " + byRule + ")";
    row("kind", place + ": " + span.get("kind_rule").text(""));
    JsonValue step = span.get("step");
    if (step.isNull()) {
      row("step", "none of its own");
    }
    tokens(span);
    if (!step.isNull() && !step.get("charge_reason").isNull()) {
      row("charge", step.get("charge").text("") + ": " + step.get("charge_reason").text(""));
      if (!step.get("charged_span_id").isNull()) {
        row("charged", "span " + step.get("charged_span_id").text(""));
      }
      price(step);
    }
    scores(span);
  }

  private void scores(JsonValue span) {
    for (JsonValue score : span.get("scores").items()) {
      String comment = score.get("comment").text();
      row(
          "score",
          ScoresText.part(score)
              + ", by "
              + Cells.clean(score.get("source").text(""))
              + (comment == null ? "" : ": " + Cells.clean(comment)));
    }
  }

  private void tokens(JsonValue span) {
    JsonValue tokens = span.get("tokens");
    if (tokens.isNull()) {
      return;
    }
    List<String> counts = new ArrayList<>();
    tokens
        .fields()
        .forEach((name, count) -> {
          if (!count.isNull()) {
            counts.add(Amounts.count(count.count(0)) + " " + name.replace('_', ' '));
          }
        });
    row("tokens", String.join(", ", counts));
    basis("cached input", span.get("token_basis").get("cached_input"));
    basis("reasoning", span.get("token_basis").get("reasoning"));
  }

  private void basis(String name, JsonValue words) {
    if (!words.text(NO_SUBSET).equals(NO_SUBSET)) {
      row(name, words.text(""));
    }
  }

  private void price(JsonValue step) {
    if (!step.get("charge").text("").equals("charged")) {
      return;
    }
    String usd = step.get("usd").text();
    row("cost", usd == null ? "unpriced" : "$" + usd + " by " + step.get("price").text(""));
    JsonValue reported = step.get("usd_reported");
    JsonValue estimated = step.get("usd_estimated");
    if (!reported.isNull()) {
      row(
          "",
          "reported $"
              + reported.text("")
              + ", by prices "
              + (estimated.isNull() ? "unknown" : "$" + estimated.text("")));
    }
  }

  private void fields(JsonValue span) {
    List<JsonValue> fields = span.get("fields").items();
    if (fields.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(Style.BOLD.apply("fields", screen));
    for (JsonValue field : fields) {
      String name = Cells.padEnd("  " + field.get("name").text(""), FIELD_CELLS);
      String source = Cells.clean(field.get("source").text(""));
      int room = Math.max(20, screen.width() - FIELD_CELLS - SOURCE_CELLS);
      String value =
          Cells.cut(Cells.clean(field.get("value").text("")), room, screen.glyphs().ellipsis);
      lines.add(
          new Line(screen)
              .add(name, Style.CYAN)
              .add(value)
              .to(FIELD_CELLS + room + 1)
              .add(source, Style.DIM)
              .toString());
    }
  }

  private void messages(JsonValue span) {
    List<JsonValue> messages = span.get("messages").items();
    if (messages.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(Style.BOLD.apply("messages", screen));
    for (JsonValue message : messages) {
      String role = message.get("role").text("");
      for (JsonValue part : message.get("parts").items()) {
        part(role, part);
        role = "";
      }
    }
  }

  private void part(String role, JsonValue part) {
    int room = Math.max(20, screen.width() - NAME_CELLS);
    List<String> wrapped = Cells.wrap(Cells.clean(words(part)), room);
    int shown = Math.min(MAX_PART_LINES, wrapped.size());
    for (int i = 0; i < shown; i++) {
      String name = Cells.padEnd(i == 0 ? "  " + role : "", NAME_CELLS);
      boolean isLast = i == shown - 1 && shown < wrapped.size();
      String line = wrapped.get(i) + (isLast ? " " + screen.glyphs().ellipsis : "");
      lines.add((Style.CYAN.apply(name, screen) + line).stripTrailing());
    }
  }

  private static String words(JsonValue part) {
    String text = part.get("redacted").isTrue() ? "(taken out)" : part.get("text").text("");
    String cut = part.get("cut").isTrue() ? " (cut by the client)" : "";
    return switch (part.get("type").text("")) {
      case "reasoning" -> "thinks: " + text + cut;
      case "tool_call" -> "calls " + part.get("name").text("?") + " " + text + cut;
      case "tool_response" -> "answers " + part.get("id").text("") + ": " + text + cut;
      case "media" ->
          part.get("mime_type").text("media")
              + (part.get("size_bytes").isNull()
                  ? " " + text
                  : ", " + Amounts.bytes(part.get("size_bytes").count(0)));
      default -> text + cut;
    };
  }

  private void row(String name, String value) {
    int room = Math.max(20, screen.width() - NAME_CELLS);
    List<String> wrapped = Cells.wrap(value, room);
    for (int i = 0; i < wrapped.size(); i++) {
      String label = Cells.padEnd(i == 0 ? name : "", NAME_CELLS);
      lines.add((Style.CYAN.apply(label, screen) + wrapped.get(i)).stripTrailing());
    }
  }
}
