package io.treeline.query.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.Run;
import io.treeline.model.Severity;
import io.treeline.model.read.Page;
import io.treeline.model.read.RunQuery;
import io.treeline.model.read.RunReader;
import io.treeline.query.api.Router.Call;
import io.treeline.query.json.FindingJson;
import java.io.IOException;
import java.time.InstantSource;

/// `/api/v1/findings`: findings over runs, newest run first.
///
/// Takes the filters of a list of runs; `finding` names a rule, `severity` the least that matters.
/// `limit` and `next_cursor` go by runs: a page has all findings of the runs it looked at.
final class FindingEndpoint {
  private final RunReader reader;
  private final RunFilters filters;

  FindingEndpoint(RunReader reader, InstantSource clock) {
    this.reader = reader;
    this.filters = new RunFilters(clock);
  }

  void list(Call call) throws IOException {
    Parameters parameters = call.parameters();
    RunQuery query =
        new RunQuery(
            filters.read(parameters),
            filters.order(parameters),
            parameters.number("limit", RunQuery.DEFAULT_LIMIT, 1, RunQuery.MAX_LIMIT),
            parameters.text("cursor"));
    Severity least =
        parameters.value("severity", RunFilters.word(Severity.values(), Severity::word));
    parameters.rejectOthers();
    Page<Run> page = Cursors.checked(() -> reader.runs(query));
    try (JsonGenerator out = Answers.json(call)) {
      FindingJson.writePage(
          out, page, query.filter().finding(), least == null ? Severity.INFO : least);
    }
  }
}
