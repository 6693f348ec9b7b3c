package io.treeline.query.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;
import io.treeline.model.telemetry.Telemetry;
import io.treeline.query.DemoRun;
import io.treeline.query.FakeRunReader;
import io.treeline.query.StoredSpans;
import io.treeline.query.api.ApiRequest;
import io.treeline.query.api.ApiResponse;
import io.treeline.query.api.QueryApi;
import io.treeline.query.api.ServerInfo;
import io.treeline.query.json.JsonDocument;
import io.treeline.query.json.JsonValue;
import io.treeline.query.text.Glyphs;
import io.treeline.query.text.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class ReadCommandsTest {
  private final FakeRunReader reader = FakeRunReader.withDemo();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();
  private Charset charset = StandardCharsets.UTF_8;
  private boolean closed;

  @Test
  void show_ofTraceId_printsTheTree() {
    assertThat(run("show", DemoRun.TRACE.toString())).isEqualTo(ExitStatus.OK);
    assertThat(output())
        .startsWith("supervisor ")
        .contains("└─ llm  chat gpt-5 ")
        .contains("findings: ERROR_RECOVERED get_weather failed once, then succeeded\n")
        .endsWith("data quality: MISSING_PARENT (1 span)\n");
    assertThat(closed).isTrue();
  }

  @Test
  void show_intoACharsetWithoutBoxes_drawsWithAscii() {
    charset = StandardCharsets.US_ASCII;
    run("show", DemoRun.TRACE.toString());
    assertThat(output())
        .contains("|- tool ask_weather_agent")
        .contains("x TimeoutError: upstream")
        .contains("151->13");
    assertThat(out.toByteArray()).doesNotContain((byte) '?');
  }

  @Test
  void show_withALimit_saysHowManyStepsAreMissing() {
    run("show", DemoRun.TRACE.toString(), "--limit", "4");
    assertThat(output()).contains("└─ … 6 more steps, use --limit");
  }

  @Test
  void show_asJson_isTheApiDocument() throws IOException {
    run("show", DemoRun.ID.toString(), "--output", "json");
    JsonValue run = JsonDocument.parse(out.toByteArray());
    assertThat(run.get("run_id").text()).isEqualTo(DemoRun.ID.toString());
    assertThat(run.get("steps").items()).hasSize(10);
  }

  @Test
  void show_ofOneStep_listsItsFields() {
    assertThat(run("show", DemoRun.ID.toString(), "--step", "0000000000000006")).isZero();
    assertThat(output())
        .containsPattern("(?m)^error_type +TimeoutError$")
        .containsPattern("(?m)^tokens +-$");
    assertThat(run("show", DemoRun.ID.toString(), "--step", "00000000000000ff"))
        .isEqualTo(ExitStatus.NOT_FOUND);
  }

  @Test
  void show_ofTraceWithSeveralRuns_listsThemByTheirOwnIds() {
    reader.trees.add(DemoRun.tree());
    assertThat(run("show", DemoRun.TRACE.toString())).isZero();
    assertThat(output()).contains(DemoRun.ID.toString());
    assertThat(messages()).contains("has 2 runs");
  }

  @Test
  void runs_beyondTheLimit_areCountedOnStandardError() {
    reader.addRuns(4);
    assertThat(run("runs", "--limit", "3")).isZero();
    assertThat(output().lines()).hasSize(4);
    assertThat(messages()).contains("3 of 5 shown, --limit for more").contains("2 chunks behind");
  }

  @Test
  void runs_thatNoneIs_areARemarkAndNoTable() {
    reader.trees.clear();
    assertThat(run("runs")).isZero();
    assertThat(output()).isEmpty();
    assertThat(messages()).contains("no runs");
  }

  @Test
  void runs_overSeveralPages_comeAsOneList() throws IOException {
    reader.addRuns(1_500);
    run("runs", "--limit", "1200", "--output", "json");
    JsonValue page = JsonDocument.parse(out.toByteArray());
    assertThat(page.get("runs").items()).hasSize(1_200).doesNotHaveDuplicates();
    assertThat(page.get("returned").count(0)).isEqualTo(1_200);
    assertThat(page.get("truncated").isTrue()).isTrue();
  }

  @Test
  void runs_asJsonLines_areOneRunALine() throws IOException {
    reader.addRuns(2);
    run("runs", "--output", "jsonl");
    List<String> lines = output().lines().toList();
    assertThat(lines).hasSize(3);
    for (String line : lines) {
      assertThat(JsonDocument.parse(line.getBytes(StandardCharsets.UTF_8)).get("run_id").isNull())
          .isFalse();
    }
  }

  @Test
  void runs_filtered_askTheApiForJustThose() {
    run("runs", "--session", "sess-demo", "--error", "--since", "2h", "--order", "cost");
    assertThat(reader.lastQuery).isNotNull();
    assertThat(reader.lastQuery.filter().session()).isEqualTo("sess-demo");
    assertThat(reader.lastQuery.filter().error()).isTrue();
    assertThat(reader.lastQuery.filter().since()).isNotNull();
  }

  @Test
  void session_showsItsTotalsAndEachRunWithItsSteps() {
    assertThat(run("session", "sess-demo")).isZero();
    assertThat(output())
        .startsWith("session sess-demo\nuser u-7 · idle · 1 run · 3.2 s · $0.0061 · 680 tokens")
        .contains("\n└─ supervisor ")
        .contains("\n   ├─ tool ask_weather_agent ");
  }

  @Test
  void sessions_areATable() {
    run("sessions");
    assertThat(output().lines().toList().get(1)).contains("sess-demo").contains("680");
  }

  @Test
  void explain_saysWhatASpanCountsAs_andWhy() {
    assertThat(run("explain", "0000000000000002")).isEqualTo(ExitStatus.OK);
    assertThat(output())
        .startsWith("chat gpt-5\n")
        .contains("kind          llm: rung 2: span attribute openinference.span.kind\n")
        .contains("tokens        51 input, 7 output, 58 total\n")
        .contains("charge        charged: the only view of its call\n")
        .contains("cost          $0.0025 by openai/gpt-5\n")
        .contains("request_model")
        .contains("span attribute llm.model_name\n")
        .contains("  user        What is the weather?\n")
        .contains("              image/png, 2.0 KiB\n")
        .contains("  assistant   calls ask_weather_agent {\"city\":\"Par (cut by the client)\n");
  }

  @Test
  void explain_ofAnUnknownSpan_is3() {
    assertThat(run("explain", "00000000000000ff")).isEqualTo(ExitStatus.NOT_FOUND);
    assertThat(run("explain", "0000000000000002", "--trace", DemoRun.TRACE.toString()))
        .isEqualTo(ExitStatus.OK);
  }

  @Test
  void dialects_areATable() {
    run("dialects");
    assertThat(output()).contains("acme").contains("scope acme, acme.*");
  }

  @Test
  void findings_areATable_fromWarningsOn() {
    run("findings", "--severity", "info");
    assertThat(output()).contains("ERROR_RECOVERED").contains("get_weather failed once");
    out.reset();
    run("findings");
    assertThat(output()).doesNotContain("ERROR_RECOVERED");
  }

  @Test
  void stats_showSizesInUnits() {
    run("stats");
    assertThat(output()).containsPattern("(?m)^on disk +4.8 MiB$").contains("/data");
  }

  @Test
  void export_asIds_streamsOneLineASpan() {
    TraceId trace = DemoRun.TRACE;
    reader.traces.put(
        trace, List.of(StoredSpans.chunk(1, trace, List.of(StoredSpans.span(trace, 5, "a", 9)))));
    assertThat(run("export", "--format", "ids")).isZero();
    assertThat(output()).isEqualTo(trace + " 0000000000000005\n");
  }

  @ParameterizedTest
  @CsvSource({
    "show 00000000000000000000000000000001, 3",
    "session nobody, 3",
    "show, 2",
    "runs --colour red, 2",
    "runs --limit 0, 2",
    "runs --state done, 2",
    "runs --output yaml, 2",
    "export --format xml, 2",
    "runs --endpoint nowhere:1:2, 2",
    "runs --endpoint 127.0.0.1:1, 4",
    "runs --help, 0",
    "show --help, 0"
  })
  void exitStatus_followsTheContract(String line, int status) {
    assertThat(run(line.split(" "))).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"runs", "sessions", "stats", "export"})
  void storeThatCannotBeOpened_is4AndSaysWhy(String command) {
    StoreOpener none =
        directory -> {
          throw new StoreException(RefusalReason.STORE_FAILED, "no store in " + directory);
        };
    assertThat(run(none, command, "--data", "/nowhere")).isEqualTo(ExitStatus.UNREACHABLE);
    assertThat(messages()).isEqualTo("treeline: no store in /nowhere\n");
    assertThat(output()).isEmpty();
  }

  private int run(String... arguments) {
    return run(this::open, arguments);
  }

  private int run(StoreOpener opener, String... arguments) {
    CliContext context =
        new CliContext(
            opener,
            opener,
            out,
            new PrintStream(messages, true, StandardCharsets.UTF_8),
            new Screen(80, false, Glyphs.of(charset)),
            charset);
    CommandLine treeline = new CommandLine(new Treeline());
    ReadCommands.addTo(treeline, context);
    PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
    treeline.setErr(nowhere).setOut(nowhere);
    return treeline.execute(arguments);
  }

  private OpenStore open(Path directory) {
    QueryApi api =
        new QueryApi(reader, new Telemetry(), ServerInfo.offline("test"), InstantSource.system());
    return new OpenStore() {
      @Override
      public void handle(ApiRequest request, ApiResponse response) throws IOException {
        api.handle(request, response);
      }

      @Override
      public long reindexFromScratch() {
        return 0;
      }

      @Override
      public void close() {
        closed = true;
      }
    };
  }

  private String output() {
    return out.toString(charset);
  }

  private String messages() {
    return messages.toString(StandardCharsets.UTF_8);
  }

  /// Stands for the command that app owns.
  @CommandLine.Command(name = "treeline")
  static final class Treeline {}
}
