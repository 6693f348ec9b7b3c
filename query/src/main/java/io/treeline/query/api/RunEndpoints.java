package io.treeline.query.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.read.Page;
import io.treeline.model.read.RunLookup;
import io.treeline.model.read.RunQuery;
import io.treeline.model.read.RunReader;
import io.treeline.model.read.StepPage;
import io.treeline.model.read.StepQuery;
import io.treeline.query.api.Router.Call;
import io.treeline.query.json.JsonStreams;
import io.treeline.query.json.PageJson;
import io.treeline.query.json.RunJson;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/api/v1/runs` and `/api/v1/runs/{id}`.
final class RunEndpoints {
  private final RunReader reader;
  private final RunFilters filters;

  RunEndpoints(RunReader reader, InstantSource clock) {
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
    parameters.rejectOthers();
    Page<Run> page = Cursors.checked(() -> reader.runs(query));
    try (JsonGenerator out = Answers.json(call)) {
      PageJson.write(out, "runs", page, RunJson::writeRow);
    }
  }

  void one(Call call) throws IOException {
    StepQuery steps = StepSelection.read(call.parameters());
    call.parameters().rejectOthers();
    switch (Cursors.checked(() -> reader.find(call.id(), steps))) {
      case RunLookup.Found(Run run, StepPage page) -> answer(call, run, page);
      case RunLookup.NoSuchStep nothing ->
          throw ApiException.notFound("no such step in run " + nothing.run().id());
      case RunLookup.Several several ->
          ProblemJson.writeChoice(call.response(), call.id(), several.runs());
      case RunLookup.NotFound nothing -> throw noRun(call.id());
    }
  }

  /// Tells a trace that never came from one in which no agent or model took part.
  private ApiException noRun(String id) {
    long spans = storedSpans(id);
    String none = "no run " + id;
    return ApiException.notFound(
        spans == 0
            ? none
            : none
                + ": the trace has "
                + (spans == 1 ? "1 span" : spans + " spans")
                + ", of no agent, model or tool; see /api/v1/traces/"
                + id);
  }

  private long storedSpans(String id) {
    try {
      return reader.index(TraceId.parse(id)).chunks().stream()
          .filter(chunk -> chunk.kind() == ChunkKind.SPANS)
          .flatMap(chunk -> chunk.entries().stream())
          .map(ChunkEntry::spanId)
          .distinct()
          .count();
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }

  private static void answer(Call call, Run run, StepPage page) throws IOException {
    Map<String, String> headers = Map.of("Content-Type", Answers.JSON, "ETag", entityTag(run));
    if (isCurrent(call.request().header("if-none-match"), entityTag(run))) {
      call.response().begin(304, headers);
      return;
    }
    try (JsonGenerator out = JsonStreams.open(call.response().begin(200, headers))) {
      RunJson.writeDetail(out, run, page);
    }
  }

  /// Changes with everything that readers can see: the revision alone starts again at a rebuild.
  private static String entityTag(Run run) {
    return "\"%d-%s-%x\"".formatted(run.revision(), run.state().word(), run.lastArrivalUnixNanos());
  }

  private static boolean isCurrent(@Nullable String ifNoneMatch, String tag) {
    if (ifNoneMatch == null) {
      return false;
    }
    for (String candidate : ifNoneMatch.split(",", -1)) {
      String wanted = candidate.strip();
      if (wanted.equals("*") || wanted.equals(tag) || wanted.equals("W/" + tag)) {
        return true;
      }
    }
    return false;
  }
}
