package io.treeline.query.text;

import io.treeline.query.json.JsonValue;
import io.treeline.query.json.Rfc3339;
import io.treeline.query.text.TextTable.Align;
import io.treeline.query.text.TextTable.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Lists of runs and of sessions as tables.
public final class ListText {
  /// Clocks of other machines may be ahead by this without being called wrong.
  private static final long CLOCK_DIFFERENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private ListText() {}

  /// The rows of `/api/v1/runs`. A run goes by its trace id where that is enough to show it.
  public static List<String> runs(JsonValue page, Screen screen) {
    List<JsonValue> runs = page.get("runs").items();
    Map<String, Integer> perTrace = new HashMap<>();
    runs.forEach(run -> perTrace.merge(run.get("trace_id").text(""), 1, Integer::sum));
    Rows rows = new Rows(runs, nowOf(page));
    return new TextTable(
            List.of(
                rows.column("AGE", Align.RIGHT, 3, run -> rows.age(run.get("start_time"))),
                rows.column("RUN", Align.LEFT, 0, run -> shortId(run, perTrace)),
                rows.column("NAME", Align.FLEXIBLE, 1, run -> clean(run, "name")),
                rows.column("RESULT", Align.LEFT, 2, ListText::result),
                rows.column("TIME", Align.LEFT, 4, ListText::time),
                rows.column("COST", Align.LEFT, 5, ListText::cost),
                rows.column("TOKENS", Align.RIGHT, 6, ListText::tokens),
                rows.column("LLM", Align.RIGHT, 7, run -> count(run, "llm_calls")),
                rows.column("TOOLS", Align.RIGHT, 8, run -> count(run, "tool_calls")),
                rows.column("ERRORS", Align.RIGHT, 9, run -> count(run, "errors")),
                rows.column("SESSION", Align.LEFT, 10, ListText::session)),
            screen)
        .lines();
  }

  /// The rows of `/api/v1/sessions`.
  public static List<String> sessions(JsonValue page, Screen screen) {
    Rows rows = new Rows(page.get("sessions").items(), nowOf(page));
    return new TextTable(
            List.of(
                rows.column("AGE", Align.RIGHT, 2, one -> rows.age(one.get("last_time"))),
                rows.column("SESSION", Align.FLEXIBLE, 0, one -> clean(one, "session_id")),
                rows.column("STATE", Align.LEFT, 5, one -> clean(one, "state")),
                rows.column("RUNS", Align.RIGHT, 1, one -> count(one, "runs")),
                rows.column("LLM", Align.RIGHT, 4, one -> count(one, "llm_calls")),
                rows.column("TOOLS", Align.RIGHT, 6, one -> count(one, "tool_calls")),
                rows.column("ERRORS", Align.RIGHT, 3, one -> count(one, "errors")),
                rows.column("TOKENS", Align.RIGHT, 7, ListText::tokens),
                rows.column("COST", Align.LEFT, 8, ListText::cost),
                rows.column("USERS", Align.LEFT, 9, ListText::users)),
            screen)
        .lines();
  }

  /// The rows of `/api/v1/findings`.
  public static List<String> findings(JsonValue page, Screen screen) {
    Rows rows = new Rows(page.get("findings").items(), nowOf(page));
    return new TextTable(
            List.of(
                rows.column("AGE", Align.RIGHT, 3, one -> rows.age(one.get("start_time"))),
                rows.column("RUN", Align.LEFT, 4, one -> clean(one, "run_id")),
                rows.column("NAME", Align.FLEXIBLE, 2, one -> clean(one, "run_name")),
                rows.column("SEVERITY", Align.LEFT, 1, one -> clean(one, "severity")),
                rows.column("RULE", Align.LEFT, 0, one -> clean(one, "rule")),
                rows.column("FINDING", Align.FLEXIBLE, 0, one -> clean(one, "message"))),
            screen)
        .lines();
  }

  /// The rows of `/api/v1/dialects`.
  public static List<String> dialects(JsonValue document, Screen screen) {
    Rows rows = new Rows(document.get("dialects").items(), 0);
    return new TextTable(
            List.of(
                rows.column("DIALECT", Align.LEFT, 0, one -> clean(one, "name")),
                rows.column("IS", Align.FLEXIBLE, 1, one -> clean(one, "description")),
                rows.column("RECOGNISED BY", Align.FLEXIBLE, 2, ListText::recognised),
                rows.column("TABLE", Align.LEFT, 3, one -> clean(one, "table"))),
            screen)
        .lines();
  }

  private static String recognised(JsonValue dialect) {
    List<String> signs = new ArrayList<>();
    dialect.get("scopes").items().forEach(scope -> signs.add("scope " + scope.text("")));
    dialect.get("keys").items().forEach(key -> signs.add(key.text("")));
    return Cells.clean(String.join(", ", signs));
  }

  /// The items of a page and when it was made.
  private record Rows(List<JsonValue> items, long nowNanos) {
    Column column(String title, Align align, int rank, Function<JsonValue, String> text) {
      return new Column(title, align, rank, items.stream().map(text).toList());
    }

    String age(JsonValue time) {
      String text = time.text();
      if (text == null || nowNanos == 0) {
        return "";
      }
      long nanos = Rfc3339.parse(text);
      return Long.compareUnsigned(nanos, nowNanos + CLOCK_DIFFERENCE_NANOS) > 0
          ? "future"
          : Amounts.age(TimeUnit.NANOSECONDS.toSeconds(nowNanos - nanos));
    }
  }

  private static long nowOf(JsonValue page) {
    String asOf = page.get("as_of_time").text();
    return asOf == null ? 0 : Rfc3339.parse(asOf);
  }

  private static String shortId(JsonValue run, Map<String, Integer> perTrace) {
    String traceId = run.get("trace_id").text("");
    return perTrace.getOrDefault(traceId, 0) == 1 ? traceId : run.get("run_id").text("");
  }

  /// The outcome of a run that has ended, else its state.
  private static String result(JsonValue run) {
    String state = run.get("state").text("");
    return state.equals("ended") ? run.get("outcome").text("") : state;
  }

  private static String time(JsonValue run) {
    return Amounts.duration(run.get("duration_ms").number());
  }

  private static String cost(JsonValue row) {
    return row.get("llm_calls").count(0) == 0 ? "" : Amounts.cost(row.get("cost"));
  }

  private static String tokens(JsonValue row) {
    JsonValue total = row.get("tokens").get("total");
    return total.isNull() ? "" : Amounts.count(total.count(0));
  }

  private static String session(JsonValue run) {
    boolean implicit = run.get("session_source").text("").equals("implicit");
    return implicit ? "" : clean(run, "session_id");
  }

  private static String users(JsonValue session) {
    return String.join(
        ", ",
        session.get("user_ids").items().stream().map(id -> Cells.clean(id.text(""))).toList());
  }

  private static String count(JsonValue row, String field) {
    return Amounts.count(row.get(field).count(0));
  }

  private static String clean(JsonValue row, String field) {
    return Cells.clean(row.get(field).text(""));
  }
}
