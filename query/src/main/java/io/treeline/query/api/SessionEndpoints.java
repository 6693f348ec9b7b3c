package io.treeline.query.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.Run;
import io.treeline.model.Session;
import io.treeline.model.read.Page;
import io.treeline.model.read.RunOrder;
import io.treeline.model.read.RunQuery;
import io.treeline.model.read.RunReader;
import io.treeline.model.read.SessionQuery;
import io.treeline.model.store.RunFilter;
import io.treeline.query.api.Router.Call;
import io.treeline.query.json.PageJson;
import io.treeline.query.json.SessionJson;
import java.io.IOException;

/// `/api/v1/sessions` and `/api/v1/sessions/{id}`.
final class SessionEndpoints {
  private final RunReader reader;

  SessionEndpoints(RunReader reader) {
    this.reader = reader;
  }

  void list(Call call) throws IOException {
    Parameters parameters = call.parameters();
    SessionQuery query =
        new SessionQuery(
            parameters.number("limit", RunQuery.DEFAULT_LIMIT, 1, RunQuery.MAX_LIMIT),
            parameters.text("cursor"));
    parameters.rejectOthers();
    Page<Session> page = Cursors.checked(() -> reader.sessions(query));
    try (JsonGenerator out = Answers.json(call)) {
      PageJson.write(out, "sessions", page, SessionJson::writeRow);
    }
  }

  /// One session; its runs come a thousand at a time unless a smaller `limit` is asked for.
  void one(Call call) throws IOException {
    Parameters parameters = call.parameters();
    RunQuery runs =
        new RunQuery(
            RunFilter.ofSession(call.id()),
            RunOrder.OLDEST,
            parameters.number("limit", RunQuery.MAX_LIMIT, 1, RunQuery.MAX_LIMIT),
            parameters.text("cursor"));
    parameters.rejectOthers();
    Session session = reader.session(call.id());
    if (session == null) {
      throw ApiException.notFound("no session " + call.id());
    }
    Page<Run> page = Cursors.checked(() -> reader.runs(runs));
    try (JsonGenerator out = Answers.json(call)) {
      SessionJson.writeDetail(out, session, page);
    }
  }
}
