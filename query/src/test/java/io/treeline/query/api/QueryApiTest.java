package io.treeline.query.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.Outcome;
import io.treeline.model.RunState;
import io.treeline.model.TraceId;
import io.treeline.model.read.RunOrder;
import io.treeline.model.store.RunFilter;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.query.Answer;
import io.treeline.query.DemoRun;
import io.treeline.query.FakeRunReader;
import io.treeline.query.StoredSpans;
import io.treeline.query.json.JsonValue;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryApiTest {
  private final FakeRunReader reader = FakeRunReader.withDemo();
  private final Telemetry telemetry = new Telemetry();
  private final QueryApi api =
      new QueryApi(
          reader,
          telemetry,
          new ServerInfo(
              "1.2.3",
              DemoRun.START,
              4711L,
              Map.of("query", "127.0.0.1:7134"),
              Map.of("run_list_limit", 1_000L)),
          () -> Instant.parse("2026-11-23T10:01:00Z"));

  @Test
  void runs_withoutParameters_areAPageOfRowsAndItsEnvelope() throws IOException {
    JsonValue page = get("/api/v1/runs").json();
    assertThat(page.fields().keySet())
        .containsExactly(
            "runs",
            "total",
            "total_is_lower_bound",
            "returned",
            "truncated",
            "next_cursor",
            "as_of_time",
            "behind");
    JsonValue row = page.get("runs").items().getFirst();
    assertThat(row.get("run_id").text()).isEqualTo(DemoRun.ID.toString());
    assertThat(row.fields()).doesNotContainKey("steps");
    assertThat(page.get("behind").count(-1)).isEqualTo(2);
    assertThat(Objects.requireNonNull(reader.lastQuery).limit()).isEqualTo(50);
  }

  @Test
  void runs_withEveryFilter_reachTheReaderAsAsked() throws IOException {
    Answer answer =
        get(
            "/api/v1/runs?session=a%2Fb+c&user=u&agent=g&model=m&tool=t&service=s&state=stalled"
                + "&outcome=tool_pending&finding=LOOP&error=true&tag=x"
                + "&since=2026-11-23T09:00:00%2B01:00&until=30s&min_cost_usd=0.0015"
                + "&min_tokens=12&min_duration_ms=1.5&q=hello&order=cost&limit=7");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(Objects.requireNonNull(reader.lastQuery).order()).isEqualTo(RunOrder.COST);
    assertThat(reader.lastQuery.filter())
        .isEqualTo(
            new RunFilter(
                "a/b c",
                "u",
                "g",
                "m",
                "t",
                "s",
                RunState.STALLED,
                Outcome.TOOL_PENDING,
                "LOOP",
                true,
                "x",
                DemoRun.START - 7_200_000_000_000L,
                DemoRun.START + 30_000_000_000L,
                1_500_000L,
                12L,
                1_500_000L,
                "hello"));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/runs?colour=red, colour",
    "/api/v1/runs?limit=0, limit",
    "/api/v1/runs?limit=1001, limit",
    "/api/v1/runs?limit=x, limit",
    "/api/v1/runs?state=done, state",
    "/api/v1/runs?outcome=x, outcome",
    "/api/v1/runs?order=up, order",
    "/api/v1/runs?error=yes, error",
    "/api/v1/runs?since=yesterday, since",
    "/api/v1/runs?min_cost_usd=cheap, min_cost_usd",
    "/api/v1/runs?min_cost_usd=1e999999999, min_cost_usd",
    "/api/v1/runs?min_tokens=1.5, min_tokens",
    "/api/v1/runs?min_duration_ms=a, min_duration_ms",
    "/api/v1/runs?cursor=nonsense, cursor",
    "/api/v1/runs?session=, session",
    "/api/v1/runs?limit=1&limit=2, limit",
    "/api/v1/runs?user=%zz, user",
    "/api/v1/runs/0af7651916cd43dd8448eb211c80319c?depth=-1, depth",
    "/api/v1/runs/0af7651916cd43dd8448eb211c80319c?kinds=llm%2Crobot, kinds",
    "/api/v1/runs/0af7651916cd43dd8448eb211c80319c?under=12, under",
    "/api/v1/runs/0af7651916cd43dd8448eb211c80319c?cursor=00000000000000ff, cursor",
    "/api/v1/sessions?limit=0, limit",
    "/api/v1/sessions?q=x, q",
    "/api/v1/sessions/sess-demo?order=newest, order",
    "/api/v1/traces/12, trace_id",
    "/api/v1/status?verbose=1, verbose",
    "/api/v1/export?format=xml, format"
  })
  void badParameter_isA400ThatNamesIt(String target, String parameter) throws IOException {
    Answer answer = get(target);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
    assertThat(answer.json().get("parameter").text()).isEqualTo(parameter);
    assertThat(answer.json().get("status").count(0)).isEqualTo(400);
    assertThat(answer.json().get("detail").text("")).contains(parameter);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/usage",
        "/api/v1/runs/",
        "/api/v1/runs/00000000000000000000000000000001",
        "/api/v1/sessions/nobody",
        "/api/v1/runs/0af7651916cd43dd8448eb211c80319c?under=00000000000000ff",
        "/api/v1/traces/00000000000000000000000000000001",
        "/",
        ""
      })
  void unknownPathOrId_isA404Problem(String target) throws IOException {
    Answer answer = get(target);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
  }

  @Test
  void runOfATraceWithoutAgents_isA404ThatSaysWhereItsSpansAre() throws IOException {
    TraceId trace = new TraceId(7, 7);
    store(trace);
    Answer answer = get("/api/v1/runs/" + trace);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().get("detail").text(""))
        .contains("the trace has 3 spans")
        .endsWith("see /api/v1/traces/" + trace);
  }

  @Test
  void otherMethod_isA405ThatNamesTheAllowedOne() throws IOException {
    Answer answer = Answer.ofMethod(api, "DELETE", "/api/v1/runs");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers()).containsEntry("Allow", "GET");
  }

  @Test
  void storeThatDoesNotAnswer_isA503WithRetryAfter() throws IOException {
    reader.failing = true;
    Answer answer = get("/api/v1/runs");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers()).containsEntry("Retry-After", "1");
    assertThat(answer.json().get("detail").text()).isEqualTo("no space left in /data");
  }

  @Test
  void list_pagedByCursor_showsEachRunOnce() throws IOException {
    reader.addRuns(4);
    JsonValue first = get("/api/v1/runs?limit=3").json();
    JsonValue rest = get("/api/v1/runs?limit=3&cursor=" + first.get("next_cursor").text("")).json();
    assertThat(first.get("returned").count(0)).isEqualTo(3);
    assertThat(first.get("truncated").isTrue()).isTrue();
    assertThat(rest.get("returned").count(0)).isEqualTo(2);
    assertThat(rest.get("truncated").isTrue()).isFalse();
    assertThat(rest.get("next_cursor").isNull()).isTrue();
  }

  @Test
  void run_byTraceId_hasItsStepsAndASummaryOfThePage() throws IOException {
    JsonValue run = get("/api/v1/runs/" + DemoRun.TRACE).json();
    assertThat(run.get("steps").items()).hasSize(10);
    assertThat(run.get("steps").items().getFirst().get("steps_below").count(-1)).isEqualTo(9);
    assertThat(run.get("steps").items().get(3).get("steps_below").count(-1)).isEqualTo(5);
    assertThat(run.get("steps_page").get("truncated").isTrue()).isFalse();
  }

  @Test
  void run_pagedByCursor_walksTheTreeInDisplayOrder() throws IOException {
    JsonValue first = get("/api/v1/runs/" + DemoRun.ID + "?limit=7").json();
    String cursor = first.get("steps_page").get("next_cursor").text("");
    JsonValue rest = get("/api/v1/runs/" + DemoRun.ID + "?limit=7&cursor=" + cursor).json();
    assertThat(ids(first)).containsExactly("1", "2", "3", "4", "5", "6", "7");
    assertThat(ids(rest)).containsExactly("8", "9", "a");
    assertThat(rest.get("steps_page").get("total").count(0)).isEqualTo(10);
    assertThat(rest.get("steps_page").get("next_cursor").isNull()).isTrue();
  }

  @Test
  void run_underASpanToADepthOfSomeKinds_isThatPartOnly() throws IOException {
    assertThat(ids(run("?depth=1"))).containsExactly("1", "2", "3", "a");
    assertThat(ids(run("?under=0000000000000003&depth=1"))).containsExactly("3", "4");
    assertThat(ids(run("?under=0000000000000004"))).containsExactly("4", "5", "6", "7", "8", "9");
    assertThat(ids(run("?kinds=tool,agent"))).containsExactly("1", "3", "4", "6", "8");
  }

  @Test
  void run_alreadyKnown_isNotSentAgain() throws IOException {
    String tag = Objects.requireNonNull(get("/api/v1/runs/" + DemoRun.ID).headers().get("ETag"));
    assertThat(tag).startsWith("\"3-");
    for (String header : List.of(tag, "W/" + tag, "\"x\", " + tag, "*")) {
      Answer again = Answer.of(api, "/api/v1/runs/" + DemoRun.ID, "if-none-match", header);
      assertThat(again.status()).as(header).isEqualTo(304);
      assertThat(again.body()).isEmpty();
    }
    assertThat(Answer.of(api, "/api/v1/runs/" + DemoRun.ID, "if-none-match", "\"2-x\"").status())
        .isEqualTo(200);
  }

  @Test
  void traceWithSeveralRuns_isA300ThatListsThem() throws IOException {
    reader.trees.add(DemoRun.tree());
    Answer answer = get("/api/v1/runs/" + DemoRun.TRACE);
    assertThat(answer.status()).isEqualTo(300);
    assertThat(answer.json().get("runs").items()).hasSize(2);
  }

  @Test
  void sessions_listNumbersOfRuns_oneSessionListsTheRuns() throws IOException {
    JsonValue row = get("/api/v1/sessions").json().get("sessions").items().getFirst();
    JsonValue one = get("/api/v1/sessions/sess-demo").json();
    assertThat(row.get("runs").count(0)).isEqualTo(1);
    assertThat(one.get("runs").items()).hasSize(1);
    assertThat(one.get("runs_page").get("total").count(0)).isEqualTo(1);
    assertThat(one.get("llm_calls").count(0)).isEqualTo(5);
    assertThat(one.get("tokens").get("total").count(0)).isEqualTo(680);
    assertThat(one.get("state").text()).isEqualTo("idle");
    assertThat(Objects.requireNonNull(reader.lastQuery).order()).isEqualTo(RunOrder.OLDEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a b+c", "ü%41", "..", "x?y#z", "a&b=c"})
  void sessionId_ofAnyCharacters_isOnePathSegment(String id) throws IOException {
    reader.sessions.add(FakeRunReader.sessionOf(id, DemoRun.run()));
    Answer answer = get("/api/v1/sessions/" + ApiRequest.segment(id));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("session_id").text()).isEqualTo(id);
  }

  @Test
  void trace_asJsonOrProtobuf_holdsTheSameSpans() throws IOException {
    store(DemoRun.TRACE);
    JsonValue json = get("/api/v1/traces/" + DemoRun.TRACE + "?original=true").json();
    Answer binary =
        Answer.of(api, "/api/v1/traces/" + DemoRun.TRACE, "accept", "application/x-protobuf");
    assertThat(json.fields().keySet()).containsExactly("resourceSpans");
    assertThat(json.get("resourceSpans").items()).hasSize(2);
    assertThat(binary.headers()).containsEntry("Content-Type", "application/x-protobuf");
    assertThat(TracesData.parseFrom(binary.body()).getResourceSpansCount()).isEqualTo(2);
  }

  @Test
  void export_asIds_namesEachSpanOnce() throws IOException {
    store(DemoRun.TRACE);
    assertThat(get("/api/v1/export?format=ids").text())
        .isEqualTo(
            DemoRun.TRACE
                + " 0000000000000001\n"
                + DemoRun.TRACE
                + " 0000000000000002\n"
                + DemoRun.TRACE
                + " 0000000000000003\n");
  }

  @Test
  void export_asOtlpJson_isADocumentALineSpansAndLogs() throws IOException {
    store(DemoRun.TRACE);
    List<String> lines = get("/api/v1/export").text().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("{\"resourceSpans\":[");
    assertThat(lines.get(2)).startsWith("{\"resourceLogs\":[");
  }

  @Test
  void export_ofEmptyStore_isEmpty() throws IOException {
    assertThat(get("/api/v1/export").body()).isEmpty();
  }

  @Test
  void export_whoseStoreFailsMidway_breaksOffInsteadOfLookingComplete() {
    store(DemoRun.TRACE);
    TraceId second = new TraceId(9, 9);
    store(second);
    reader.broken = second;
    assertThatThrownBy(() -> get("/api/v1/export"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broke off");
  }

  @Test
  void status_hasVersionUptimeStoreLagAndCountersByReason() throws IOException {
    telemetry.counter("treeline_refused_total", Map.of("reason", "too_large"), "").add(3);
    telemetry.counter("treeline_refused_total", Map.of("reason", "malformed"), "").add(1);
    JsonValue status = get("/api/v1/status").json();
    assertThat(status.get("version").text()).isEqualTo("1.2.3");
    assertThat(status.get("uptime_ms").number()).isEqualByComparingTo("60000");
    assertThat(status.get("store").get("bytes").count(0)).isEqualTo(5_000_000);
    assertThat(status.get("lag").get("behind").count(0)).isEqualTo(2);
    assertThat(status.get("limits").get("run_list_limit").count(0)).isEqualTo(1_000);
    assertThat(status.get("refused").get("too_large").count(0)).isEqualTo(3);
    assertThat(status.get("counters").get("treeline_refused_total").items()).hasSize(2);
  }

  private void store(TraceId trace) {
    reader.traces.put(
        trace,
        List.of(
            StoredSpans.chunk(
                1,
                trace,
                List.of(StoredSpans.span(trace, 1, "a", 0), StoredSpans.span(trace, 2, "b", 9))),
            StoredSpans.chunk(
                2,
                trace,
                List.of(StoredSpans.span(trace, 1, "a", 9), StoredSpans.span(trace, 3, "c", 9))),
            StoredSpans.logChunk(3, trace, 2, "hello")));
  }

  private Answer get(String target) throws IOException {
    return Answer.of(api, target);
  }

  private JsonValue run(String query) throws IOException {
    return get("/api/v1/runs/" + DemoRun.ID + query).json();
  }

  private static List<String> ids(JsonValue run) {
    return run.get("steps").items().stream()
        .map(step -> step.get("span_id").text("").replaceFirst("^0+", ""))
        .toList();
  }
}
