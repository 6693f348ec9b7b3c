package io.treeline.query.text;

import io.treeline.query.json.JsonValue;
import io.treeline.query.json.Rfc3339;
import java.util.ArrayList;
import java.util.List;

/// A run with its steps the way people draw it: a heading with totals, the tree, the final answer,
/// the scores, the findings.
public final class RunText {
  private static final int MAX_ANSWER_LINES = 8;
  private static final int INDENT = Glyphs.LEVEL_CELLS;
  private static final int ROOM_FOR_NAME = 38;

  private RunText() {}

  /// What a run stands in: below a session its heading does not repeat whose it is.
  enum Place {
    ALONE,
    IN_SESSION
  }

  /// The lines of a run document as `/api/v1/runs/{id}` gives it.
  public static List<String> lines(JsonValue run, Screen screen) {
    return lines(run, Place.ALONE, screen);
  }

  static List<String> lines(JsonValue run, Place place, Screen screen) {
    List<JsonValue> steps = withoutTop(run);
    long more = stepsLeftOut(run);
    List<TreeRow> rows =
        TreeRow.place(steps, more > 0 ? TreeRow.More.FOLLOWS : TreeRow.More.NOTHING);
    StepTable table = StepTable.of(rows, startOf(run), screen);
    List<String> lines = new ArrayList<>(heading(run, table.factsCell(), screen));
    List<String> totals = place == Place.ALONE ? runParts(run) : TotalsText.parts(run);
    lines.addAll(TotalsText.lines(totals, screen));
    lines.addAll(table.lines());
    if (more > 0) {
      lines.add(moreSteps(more, screen));
    }
    lines.addAll(answer(run, screen));
    lines.addAll(ScoresText.lines(run, screen));
    lines.addAll(findings(run, screen));
    return lines;
  }

  /// The steps below the heading, which stands for the top step when that is an agent.
  private static List<JsonValue> withoutTop(JsonValue run) {
    List<JsonValue> steps = run.get("steps").items();
    if (steps.isEmpty()) {
      return steps;
    }
    JsonValue first = steps.getFirst();
    boolean isTop = first.get("span_id").text("").equals(run.get("root_span_id").text());
    boolean isAgent =
        switch (TreeRow.kind(first)) {
          case "agent", "workflow", "step" -> true;
          default -> false;
        };
    boolean isOnlyTop = steps.stream().skip(1).allMatch(step -> step.get("depth").count(0) > 0);
    return isTop && isAgent && isOnlyTop ? steps.subList(1, steps.size()) : steps;
  }

  private static long stepsLeftOut(JsonValue run) {
    JsonValue page = run.get("steps_page");
    return page.get("total").count(0) - page.get("returned").count(0);
  }

  private static String moreSteps(long more, Screen screen) {
    Glyphs glyphs = screen.glyphs();
    String hint = glyphs.ellipsis + " " + Amounts.count(more) + " more steps, use --limit";
    return new Line(screen).add(glyphs.last, Style.DIM).add(hint, Style.YELLOW).toString();
  }

  private static long startOf(JsonValue run) {
    String start = run.get("start_time").text();
    return start == null ? 0 : Rfc3339.parse(start);
  }

  private static List<String> heading(JsonValue run, int factsCell, Screen screen) {
    List<String> lines = new ArrayList<>();
    String facts = String.join(screen.glyphs().separator, verdict(run));
    String name = Cells.clean(run.get("name").text(""));
    int cell = Math.min(factsCell, screen.width() - Cells.width(facts));
    boolean fits = cell >= Math.min(Cells.width(name) + StepColumns.GAP, ROOM_FOR_NAME);
    if (fits) {
      String shown = Cells.cut(name, cell - StepColumns.GAP, screen.glyphs().ellipsis);
      lines.add(new Line(screen).add(shown, Style.BOLD).to(cell).add(facts, color(run)).toString());
    } else {
      String shown = Cells.cut(name, screen.width(), screen.glyphs().ellipsis);
      lines.add(new Line(screen).add(shown, Style.BOLD).toString());
      lines.add(new Line(screen).add(facts, color(run)).toString());
    }
    return lines;
  }

  /// State, outcome, duration and cost.
  static List<String> verdict(JsonValue run) {
    List<String> parts = new ArrayList<>();
    parts.add(run.get("state").text(""));
    String outcome = run.get("outcome").text("unknown");
    if (!outcome.equals("unknown") && !outcome.equals(run.get("state").text())) {
      parts.add(outcome);
    }
    String duration = Amounts.duration(run.get("duration_ms").number());
    if (!duration.isEmpty()) {
      parts.add(duration);
    }
    if (run.get("llm_calls").count(0) > 0) {
      parts.add(Amounts.cost(run.get("cost")));
    }
    return parts;
  }

  static Style color(JsonValue run) {
    return switch (run.get("outcome").text("")) {
      case "final_answer", "handed_off" -> Style.GREEN;
      case "error", "refused", "abandoned" -> Style.RED;
      default -> Style.YELLOW;
    };
  }

  private static List<String> runParts(JsonValue run) {
    List<String> parts = new ArrayList<>();
    if (!run.get("session_source").text("implicit").equals("implicit")) {
      parts.add("session " + Cells.clean(run.get("session_id").text("")));
    }
    String user = run.get("user_id").text();
    if (user != null) {
      parts.add("user " + Cells.clean(user));
    }
    parts.addAll(TotalsText.parts(run));
    return parts;
  }

  private static List<String> answer(JsonValue run, Screen screen) {
    String answer = run.get("final_answer").text();
    if (answer == null) {
      return List.of();
    }
    List<String> wrapped = new ArrayList<>();
    for (String paragraph : ("final answer: " + answer.strip()).lines().toList()) {
      wrapped.addAll(Cells.wrap(Cells.clean(paragraph), screen.width() - INDENT));
    }
    List<String> lines = new ArrayList<>();
    wrapped.stream().limit(MAX_ANSWER_LINES).forEach(line -> lines.add(indented(line)));
    if (wrapped.size() > MAX_ANSWER_LINES) {
      int more = wrapped.size() - MAX_ANSWER_LINES;
      lines.add(
          indented(
              screen.glyphs().ellipsis
                  + " "
                  + Amounts.counted(more, "more line")
                  + ", use --output json"));
    } else if (run.get("final_answer_truncated").isTrue()) {
      lines.add(indented(screen.glyphs().ellipsis + " the answer is stored cut"));
    }
    return lines;
  }

  private static String indented(String line) {
    return line.isEmpty() ? "" : " ".repeat(INDENT) + line;
  }

  private static List<String> findings(JsonValue run, Screen screen) {
    List<String> lines = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (JsonValue finding : run.get("findings").items()) {
      found.add(Cells.clean(finding.get("rule").text("") + " " + finding.get("message").text("")));
    }
    addList(lines, "findings: ", found, screen);
    List<String> notes = new ArrayList<>();
    for (JsonValue note : run.get("data_quality").items()) {
      long count = note.get("count").count(1);
      notes.add(note.get("code").text("") + " (" + Amounts.counted(count, "span") + ")");
    }
    addList(lines, "data quality: ", notes, screen);
    return lines;
  }

  /// Entries below one another, the first after the title, wrapped ones indented.
  private static void addList(
      List<String> lines, String title, List<String> entries, Screen screen) {
    String lead = title;
    for (String entry : entries) {
      for (String part : Cells.wrap(entry, screen.width() - title.length())) {
        lines.add(lead + part);
        lead = " ".repeat(title.length());
      }
    }
  }
}
