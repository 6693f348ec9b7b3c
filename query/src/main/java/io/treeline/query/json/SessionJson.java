package io.treeline.query.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.Run;
import io.treeline.model.Session;
import io.treeline.model.read.Page;
import java.io.IOException;

/// A session as JSON: a row of a list, where `runs` is a number, or in full, where `runs` is the
/// list of its runs in order of start.
public final class SessionJson {
  private SessionJson() {}

  public static void writeRow(JsonGenerator out, Session session) throws IOException {
    out.writeStartObject();
    writeIdentity(out, session);
    out.writeNumberField("runs", session.runs());
    writeTotals(out, session);
    out.writeEndObject();
  }

  /// The session with a page of its runs; `runs_page` says how many there are.
  public static void writeDetail(JsonGenerator out, Session session, Page<Run> runs)
      throws IOException {
    out.writeStartObject();
    writeIdentity(out, session);
    PageJson.writeItems(out, "runs", runs, RunJson::writeRow);
    PageJson.writeShort(
        out,
        "runs_page",
        Math.max(session.runs(), runs.items().size()),
        runs.items().size(),
        runs.nextCursor());
    writeTotals(out, session);
    JsonFields.time(out, "as_of_time", runs.asOfUnixNanos());
    out.writeNumberField("behind", runs.behind());
    out.writeEndObject();
  }

  private static void writeIdentity(JsonGenerator out, Session session) throws IOException {
    JsonFields.text(out, "session_id", session.id());
    out.writeBooleanField("implicit", session.implicit());
    JsonFields.texts(out, "user_ids", session.userIds());
    JsonFields.time(out, "first_time", session.firstUnixNanos());
    JsonFields.time(out, "last_time", session.lastUnixNanos());
  }

  private static void writeTotals(JsonGenerator out, Session session) throws IOException {
    out.writeNumberField("traces", session.traces());
    out.writeNumberField("llm_calls", session.llmCalls());
    out.writeNumberField("tool_calls", session.toolCalls());
    out.writeNumberField("errors", session.errors());
    JsonFields.tokens(out, "tokens", session.tokens());
    JsonFields.cost(out, "cost", session.cost());
    JsonFields.latency(out, "latency_ms", session.latency());
    JsonFields.models(out, "models", session.models());
    JsonFields.tools(out, "tools", session.tools());
    JsonFields.texts(out, "tags", session.tags());
    JsonFields.text(out, "state", session.active() ? "active" : "idle");
  }
}
