package io.treeline.processor.read;

import static io.treeline.processor.view.TestChunks.span;
import static io.treeline.processor.view.TestChunks.spans;
import static io.treeline.processor.view.TestChunks.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.RunState;
import io.treeline.model.TraceId;
import io.treeline.model.read.RunLookup;
import io.treeline.model.read.StepQuery;
import io.treeline.processor.view.CoreHarness;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TreeFinderTest {
  private static final TraceId TRACE = trace(1);
  private static final StepQuery ALL = StepQuery.first(StepQuery.MAX_LIMIT);

  private final CoreHarness core = new CoreHarness();

  @Test
  void trace_acknowledgedButNotTaken_isFoundWhole() {
    core.store.append(
        List.of(spans(TRACE, core.time.unixNanos(), span(0xa1, 0, 0), span(0xa2, 0xa1, 0))));
    RunLookup.Found found = found(TRACE.toString());
    assertThat(found.steps().rows()).hasSize(2);
    assertThat(found.run().state()).isEqualTo(RunState.RUNNING);
    assertThat(core.reader.behind()).isEqualTo(1);
    core.time.advance(Duration.ofSeconds(6));
    assertThat(found(TRACE.toString()).run().state()).isEqualTo(RunState.ENDED);
  }

  @Test
  void run_byItsIdTraceAndSpans_isTheSame() {
    core.send(TRACE, span(0xa1, 0, 0), span(0xa2, 0xa1, 0));
    Run run = found(new RunId(TRACE, 0xa1).toString()).run();
    assertThat(found(TRACE.toString()).run()).isEqualTo(run);
    assertThat(found(new RunId(TRACE, 0xa2).toString()).run()).isEqualTo(run);
    assertThat(found("00000000000000a2").run()).isEqualTo(run);
    assertThat(found("00000000000000A2").run()).isEqualTo(run);
  }

  @Test
  void run_found_agreesWithTheListedOne() {
    core.send(TRACE, span(4, 0, 0));
    core.pass(Duration.ofSeconds(6));
    Run found = found(TRACE.toString()).run();
    assertThat(found.finalAnswer()).hasSize(4_000);
    assertThat(found.listed()).isEqualTo(core.run(TRACE));
    core.store.append(List.of(spans(TRACE, core.time.unixNanos(), span(5, 4, 0))));
    assertThat(found(TRACE.toString()).run().revision()).isEqualTo(core.run(TRACE).revision() + 1);
  }

  @Test
  void trace_withSeveralRuns_listsThem_andASpanPicksOne() {
    core.send(TRACE, span(0xa1, 0, 0), span(0xb1, 0, 1), span(0xb2, 0xb1, 1));
    assertThat(core.reader.find(TRACE.toString(), ALL))
        .isInstanceOfSatisfying(
            RunLookup.Several.class, several -> assertThat(several.runs()).hasSize(2));
    assertThat(found("00000000000000b2").run().id()).isEqualTo(new RunId(TRACE, 0xb1));
  }

  @Test
  void span_thatCameInBeforeARestart_isFoundByTheIndex() {
    core.store.append(
        List.of(spans(trace(2), 0, span(0xc1, 0, 0)), spans(TRACE, 0, span(0xa1, 0, 0))));
    assertThat(found("00000000000000a1").run().id()).isEqualTo(new RunId(TRACE, 0xa1));
  }

  @Test
  void unknownOrMalformedIds_areNotFound() {
    core.send(TRACE, span(0xa1, 0, 0));
    for (String id :
        List.of(
            "",
            "x",
            "00000000000000ff",
            "zz000000000000a1",
            trace(7).toString(),
            new RunId(TRACE, 0xff).toString(),
            TRACE + "_00000000000000a1")) {
      assertThat(core.reader.find(id, ALL)).as(id).isInstanceOf(RunLookup.NotFound.class);
    }
  }

  private RunLookup.Found found(String id) {
    return (RunLookup.Found) core.reader.find(id, ALL);
  }
}
