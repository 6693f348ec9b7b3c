package io.treeline.query.text;

import io.treeline.query.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/// A session as a tree: its totals, below them each run with its steps.
public final class SessionText {
  private SessionText() {}

  /// The lines of a session document and of the documents of its runs, in the session's order; runs
  /// of the session that are not given are counted in a last line.
  public static List<String> lines(JsonValue session, List<JsonValue> runs, Screen screen) {
    List<String> lines = new ArrayList<>(heading(session, screen));
    Glyphs glyphs = screen.glyphs();
    long more = session.get("runs_page").get("total").count(runs.size()) - runs.size();
    Screen inner = screen.narrower(Glyphs.LEVEL_CELLS);
    for (int i = 0; i < runs.size(); i++) {
      boolean last = i == runs.size() - 1 && more <= 0;
      String first = Style.DIM.apply(last ? glyphs.last : glyphs.branch, screen);
      String rest = last ? " ".repeat(Glyphs.LEVEL_CELLS) : Style.DIM.apply(glyphs.bar, screen);
      List<String> run = RunText.lines(runs.get(i), RunText.Place.IN_SESSION, inner);
      for (int line = 0; line < run.size(); line++) {
        lines.add((line == 0 ? first : rest) + run.get(line));
      }
    }
    if (more > 0) {
      String hint = glyphs.ellipsis + " " + Amounts.counted(more, "more run") + ", use --limit";
      lines.add(Style.DIM.apply(glyphs.last, screen) + Style.YELLOW.apply(hint, screen));
    }
    return lines;
  }

  private static List<String> heading(JsonValue session, Screen screen) {
    List<String> lines = new ArrayList<>();
    String title = "session " + Cells.clean(session.get("session_id").text(""));
    String shown = Cells.cut(title, screen.width(), screen.glyphs().ellipsis);
    lines.add(Style.BOLD.apply(shown, screen));
    lines.addAll(TotalsText.lines(parts(session), screen));
    return lines;
  }

  private static List<String> parts(JsonValue session) {
    List<String> parts = new ArrayList<>();
    for (JsonValue user : session.get("user_ids").items()) {
      parts.add("user " + Cells.clean(user.text("")));
    }
    if (session.get("implicit").isTrue()) {
      parts.add("implicit, one trace");
    }
    parts.add(session.get("state").text(""));
    parts.add(Amounts.counted(session.get("runs_page").get("total").count(0), "run"));
    parts.add(Amounts.duration(session.get("latency_ms").get("total").number()));
    parts.add(Amounts.cost(session.get("cost")));
    JsonValue total = session.get("tokens").get("total");
    if (!total.isNull()) {
      parts.add(Amounts.counted(total.count(0), "token"));
    }
    parts.addAll(TotalsText.parts(session));
    parts.removeIf(String::isEmpty);
    return parts;
  }
}
