package io.treeline.query.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import io.treeline.model.Outcome;
import io.treeline.model.Run;
import io.treeline.model.RunState;
import io.treeline.model.Step;
import io.treeline.model.StepHeader;
import io.treeline.model.StepKind;
import io.treeline.model.StepState;
import io.treeline.model.StepStatus;
import io.treeline.model.read.StepPage;
import io.treeline.query.DemoRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class RunJsonTest {

  @Test
  void row_ofFullRun_isTheContractFieldByField() throws IOException {
    assertThat(write(out -> RunJson.writeRow(out, DemoRun.run())))
        .isEqualTo(resource("demo-row.json"));
  }

  @Test
  void detail_withLlmAndFailedTool_addsStepsAndWhatThePageLeavesOut() throws IOException {
    List<Step> steps = DemoRun.tree().steps();
    StepPage page =
        new StepPage(
            List.of(new StepPage.Row(steps.get(1), 0), new StepPage.Row(steps.get(5), 0)),
            10,
            "0000000000000006");
    assertThat(write(out -> RunJson.writeDetail(out, DemoRun.run(), page)))
        .isEqualTo(resource("demo-detail.json"));
  }

  @Test
  void openRun_hasNeitherEndNorDuration() throws IOException {
    Run done = DemoRun.run();
    Run open = with(done, "so far", Run.OPEN);
    JsonValue row = parse(out -> RunJson.writeRow(out, open));
    assertThat(row.fields()).containsKeys("end_time", "duration_ms");
    assertThat(row.get("end_time").isNull()).isTrue();
    assertThat(row.get("duration_ms").isNull()).isTrue();
  }

  @Test
  void row_ofLongAnswer_isCutBeforeHalfACharacterAndSaysSo() throws IOException {
    String answer = "x".repeat(1_999) + "😀" + "y".repeat(10);
    Run run = with(DemoRun.run(), answer, DemoRun.START + 1);
    JsonValue row = parse(out -> RunJson.writeRow(out, run));
    JsonValue detail =
        parse(out -> RunJson.writeDetail(out, run, new StepPage(List.of(), 0, null)));
    assertThat(row.get("final_answer").text()).isEqualTo("x".repeat(1_999));
    assertThat(row.get("final_answer_truncated").isTrue()).isTrue();
    assertThat(detail.get("final_answer").text()).isEqualTo(answer);
    assertThat(detail.get("final_answer_truncated").isTrue()).isFalse();
  }

  @Test
  void text_withHalfASurrogatePair_isStillWritten() throws IOException {
    Run run = with(DemoRun.run(), "a\uD83D", DemoRun.START + 1);
    assertThat(parse(out -> RunJson.writeRow(out, run)).get("final_answer").text()).isEqualTo("a?");
  }

  @Test
  void placeholder_hasNoStatusDurationOrStart() throws IOException {
    StepHeader header =
        new StepHeader(
            4,
            0,
            0,
            StepKind.UNKNOWN,
            "not received",
            StepState.PLACEHOLDER,
            null,
            0,
            -1,
            StepStatus.UNSET,
            null,
            null,
            0,
            null);
    Step step = new io.treeline.model.OtherStep(header);
    JsonValue json = parse(out -> StepJson.write(out, step, 2));
    assertThat(json.get("status").isNull()).isTrue();
    assertThat(json.get("start_time").isNull()).isTrue();
    assertThat(json.get("duration_ms").isNull()).isTrue();
    assertThat(json.get("parent_span_id").isNull()).isTrue();
    assertThat(json.get("tokens").isNull()).isTrue();
    assertThat(json.get("charge").text()).isEqualTo("none");
  }

  private static Run with(Run run, String answer, long end) {
    return new Run(
        run.id(),
        run.aliases(),
        run.name(),
        RunState.RUNNING,
        run.stateReason(),
        Outcome.UNKNOWN,
        answer,
        false,
        run.context(),
        run.startUnixNanos(),
        end,
        run.agents(),
        run.metrics(),
        run.findings(),
        run.dataQuality(),
        run.revision(),
        run.lastArrivalUnixNanos());
  }

  /// Writes to a generator.
  interface Writing {
    void to(JsonGenerator out) throws IOException;
  }

  private static String write(Writing writing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JsonStreams.openIndented(bytes)) {
      writing.to(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static JsonValue parse(Writing writing) throws IOException {
    return JsonDocument.parse(write(writing).getBytes(StandardCharsets.UTF_8));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = RunJsonTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8)
          .strip();
    }
  }
}
