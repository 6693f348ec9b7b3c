package io.treeline.processor.view;

import static io.treeline.processor.view.TestChunks.open;
import static io.treeline.processor.view.TestChunks.span;
import static io.treeline.processor.view.TestChunks.spans;
import static io.treeline.processor.view.TestChunks.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.DataQualityNote;
import io.treeline.model.Run;
import io.treeline.model.RunState;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.Forget;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.read.RunLookup;
import io.treeline.model.read.RunOrder;
import io.treeline.model.read.RunQuery;
import io.treeline.model.read.StepQuery;
import io.treeline.model.store.RunFilter;
import io.treeline.testkit.InMemoryStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What readers see of a trace as chunks come and time passes.
final class TraceViewsTest {
  private static final TraceId TRACE = trace(1);

  private final CoreHarness core = new CoreHarness();

  @Test
  void chunk_ofNewTrace_isVisibleBeforeAnyFlush() {
    core.send(TRACE, span(1, 0, 0), span(2, 1, 0));
    assertThat(core.run(TRACE).metrics().spans()).isEqualTo(2);
    assertThat(core.store.runsOfTrace(TRACE)).isEmpty();
    assertThat(core.reader.behind()).isZero();
  }

  @Test
  void views_afterFlushInterval_areStoredWithTheCursor() {
    core.send(TRACE, span(1, 0, 0));
    core.pass(Duration.ofSeconds(5));
    assertThat(core.live.trace(TRACE)).isNull();
    assertThat(core.store.runsOfTrace(TRACE)).hasSize(1);
    assertThat(core.store.cursor()).isEqualTo(1);
  }

  @Test
  void views_unchanged_areNotWrittenAgain() {
    core.send(TRACE, span(1, 0, 0));
    core.pass(Duration.ofSeconds(12));
    int applies = core.store.applies();
    core.pass(Duration.ofSeconds(40));
    assertThat(core.store.applies()).isEqualTo(applies);
  }

  @Test
  void closedRun_quietFiveSeconds_hasEnded() {
    core.send(TRACE, span(1, 0, 0));
    core.pass(Duration.ofMillis(4_900));
    assertThat(core.run(TRACE).state()).isEqualTo(RunState.RUNNING);
    core.pass(Duration.ofMillis(200));
    assertThat(core.run(TRACE).state()).isEqualTo(RunState.ENDED);
  }

  @Test
  void openRun_quiet_isStalledThenAbandoned() {
    core.send(TRACE, open(1, 0, 0));
    core.pass(Duration.ofSeconds(59));
    assertThat(core.run(TRACE).state()).isEqualTo(RunState.RUNNING);
    core.pass(Duration.ofSeconds(2));
    assertThat(core.run(TRACE).state()).isEqualTo(RunState.STALLED);
    core.pass(Duration.ofMinutes(30));
    assertThat(core.run(TRACE).state()).isEqualTo(RunState.ABANDONED);
  }

  @Test
  void lateSpan_ofEndedRun_reopensIt() {
    core.send(TRACE, span(1, 0, 0));
    core.pass(Duration.ofMinutes(5));
    assertThat(core.run(TRACE).state()).isEqualTo(RunState.ENDED);
    core.send(TRACE, span(2, 1, 0));
    Run reopened = core.run(TRACE);
    assertThat(reopened.state()).isEqualTo(RunState.RUNNING);
    assertThat(reopened.metrics().spans()).isEqualTo(2);
    core.pass(Duration.ofSeconds(6));
    assertThat(core.run(TRACE).state()).isEqualTo(RunState.ENDED);
  }

  @Test
  void droppedBucket_traceGoesOnInALaterOne_isAssembledAnewAndPartial() {
    core.send(TRACE, span(1, 0, 0));
    core.store.openBucket();
    core.send(TRACE, span(2, 1, 0));
    core.pass(Duration.ofSeconds(6));
    core.store.dropBucket();
    assertThat(core.store.runsOfTrace(TRACE)).isEmpty();
    core.pass(Duration.ofSeconds(12));
    assertThat(core.store.staleTraces(10)).isEmpty();
    Run left = core.store.runsOfTrace(TRACE).getFirst();
    assertThat(left.metrics().spans()).isEqualTo(1);
    assertThat(left.dataQuality()).extracting(DataQualityNote::code).containsExactly("PARTIAL");
  }

  @Test
  void droppedBucket_viewsNotFlushedYet_areNotShownAnyMore() {
    core.send(TRACE, span(1, 0, 0));
    core.store.openBucket();
    core.store.dropBucket();
    RunQuery all = new RunQuery(RunFilter.ALL, RunOrder.NEWEST, 10, null);
    assertThat(core.live.trace(TRACE)).isNotNull();
    assertThat(core.reader.runs(all).items()).isEmpty();
    assertThat(core.reader.runs(all).total()).isZero();
    core.pass(Duration.ofSeconds(6));
    assertThat(core.reader.runs(all).items()).isEmpty();
  }

  @Test
  void droppedBucket_ofATraceInMemory_isForgottenWithTheNextChunk() {
    core.send(TRACE, span(1, 0, 0), span(2, 1, 0));
    core.store.openBucket();
    core.store.dropBucket();
    core.send(TRACE, span(3, 0, 0));
    core.pass(Duration.ofSeconds(6));
    assertThat(core.store.runsOfTrace(TRACE)).hasSize(1);
    assertThat(core.run(TRACE).metrics().spans()).isEqualTo(1);
  }

  @Test
  void forgetRecord_takesRunsAwayAndNothingOfTheTraceComesBack() {
    core.send(TRACE, span(1, 0, 0), span(2, 1, 0));
    core.send(trace(2), span(1, 0, 0));
    core.send(Forget.chunk(List.of(TRACE), core.time.unixNanos()));
    core.pass(Duration.ofMillis(50));
    assertThat(core.runs(TRACE)).isEmpty();
    assertThat(core.reader.find(TRACE.toString(), StepQuery.first(10)))
        .isEqualTo(new RunLookup.NotFound());
    core.send(TRACE, span(1, 0, 0));
    core.pass(Duration.ofSeconds(6));
    assertThat(core.runs(TRACE)).isEmpty();
    assertThat(core.runs(trace(2))).hasSize(1);
    assertThat(core.store.cursor()).isEqualTo(4);
    assertThat(core.counter("treeline_forgotten_spans_total")).isEqualTo(1);
  }

  @Test
  void revision_growsWithVisibleChangesOnly() {
    core.send(TRACE, span(1, 0, 0));
    assertThat(core.run(TRACE).revision()).isEqualTo(1);
    core.pass(Duration.ofSeconds(1));
    core.send(TRACE, span(1, 0, 0));
    core.pass(Duration.ofSeconds(1));
    assertThat(core.run(TRACE).revision()).isEqualTo(1);
    core.send(TRACE, span(2, 1, 0));
    core.pass(Duration.ofSeconds(1));
    assertThat(core.run(TRACE).revision()).isEqualTo(2);
  }

  @Test
  void spansSentOneByOne_withinSpacing_areAssembledTogether() {
    core.send(TRACE, span(1, 0, 0));
    core.send(TRACE, span(2, 1, 0));
    core.send(TRACE, span(3, 1, 0));
    assertThat(core.run(TRACE).metrics().spans()).isEqualTo(1);
    assertThat(core.reader.behind()).isEqualTo(2);
    core.pass(Duration.ofMillis(150));
    assertThat(core.run(TRACE).metrics().spans()).isEqualTo(3);
    assertThat(core.reader.behind()).isZero();
  }

  @Test
  void cursor_whileATraceWaits_staysBehindItsFirstChunk() {
    core.send(TRACE, span(1, 0, 0));
    core.send(TRACE, span(2, 1, 0));
    core.send(trace(2), span(3, 0, 0));
    core.views.flush();
    assertThat(core.store.cursor()).isEqualTo(1);
    core.pass(Duration.ofSeconds(6));
    assertThat(core.store.cursor()).isEqualTo(3);
  }

  @Test
  void undecodableChunk_isRecorded_andOthersGoOn() {
    Interpreter picky =
        new Interpreter(
            chunk -> {
              if (chunk.entries().getFirst().spanId() == 13) {
                throw new IllegalStateException("13");
              }
              return TrivialAssembler.decodeSpans(chunk);
            },
            TrivialAssembler::decodeLogs,
            TrivialAssembler::assemble);
    CoreHarness harness =
        new CoreHarness(new InMemoryStore(), new ManualTime(), ViewSettings.DEFAULT, picky);
    harness.send(TRACE, span(1, 0, 0));
    harness.send(TRACE, span(13, 1, 0));
    harness.send(TRACE, span(2, 1, 0));
    harness.pass(Duration.ofSeconds(1));
    assertThat(harness.run(TRACE).metrics().spans()).isEqualTo(2);
    assertThat(harness.store.deadLetters()).singleElement().asString().startsWith("2: ");
    assertThat(harness.counter("treeline_undecodable_spans_total")).isEqualTo(1);
    assertThat(harness.counter("treeline_new_spans_total")).isEqualTo(2);
  }

  @Test
  void traceThatCannotBeAssembled_isRecorded_andDoesNotHoldTheCursor() {
    Interpreter broken =
        new Interpreter(
            TrivialAssembler::decodeSpans,
            TrivialAssembler::decodeLogs,
            input -> {
              if (input.traceId().equals(TRACE)) {
                throw new IllegalStateException("cannot");
              }
              return TrivialAssembler.assemble(input);
            });
    CoreHarness harness =
        new CoreHarness(new InMemoryStore(), new ManualTime(), ViewSettings.DEFAULT, broken);
    harness.send(TRACE, span(1, 0, 0));
    harness.send(trace(2), span(2, 0, 0));
    harness.pass(Duration.ofSeconds(6));
    assertThat(harness.runs(trace(2))).hasSize(1);
    assertThat(harness.store.deadLetters()).singleElement().asString().startsWith("1: ");
    assertThat(harness.store.cursor()).isEqualTo(2);
  }

  @Test
  void viewStore_refusesForAWhile_getsEverythingLater() {
    core.store.failApplies(RefusalReason.DISK_FULL);
    core.send(TRACE, span(1, 0, 0));
    core.pass(Duration.ofSeconds(11));
    assertThat(core.run(TRACE).state()).isEqualTo(RunState.ENDED);
    assertThat(core.store.cursor()).isZero();
    core.store.failApplies(null);
    core.pass(Duration.ofSeconds(6));
    assertThat(core.store.runsOfTrace(TRACE)).hasSize(1);
    assertThat(core.store.cursor()).isEqualTo(1);
  }

  @Test
  void core_whoseViewsAreNotTaken_asksForNoMore() {
    CoreHarness harness =
        new CoreHarness(
            new InMemoryStore(),
            new ManualTime(),
            ViewSettings.DEFAULT.withFlush(Duration.ofSeconds(5), 64 << 10),
            TrivialAssembler.interpreter());
    harness.store.failApplies(RefusalReason.DISK_FULL);
    int sent = 0;
    while (harness.views.canTake() && sent < 10_000) {
      harness.views.onChunk(++sent, spans(trace(sent), harness.time.unixNanos(), span(1, 0, 0)));
      harness.views.onTimer();
    }
    assertThat(sent).isBetween(100, 1_000);
  }

  @Test
  void chunkSeenBefore_isSkipped() {
    Chunk chunk = spans(TRACE, core.time.unixNanos(), span(1, 0, 0));
    core.send(chunk);
    core.views.onChunk(1, chunk);
    assertThat(core.counter("treeline_duplicate_spans_total")).isZero();
    core.send(chunk);
    assertThat(core.counter("treeline_duplicate_spans_total")).isEqualTo(1);
  }
}
