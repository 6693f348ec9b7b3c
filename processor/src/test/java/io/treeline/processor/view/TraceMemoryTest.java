package io.treeline.processor.view;

import static io.treeline.processor.view.TestChunks.open;
import static io.treeline.processor.view.TestChunks.span;
import static io.treeline.processor.view.TestChunks.spans;
import static io.treeline.processor.view.TestChunks.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.RunState;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.testkit.InMemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Traces that leave memory, come back from the store, and survive the process.
final class TraceMemoryTest {
  private static final TraceId TRACE = trace(1);

  private final InMemoryStore store = new InMemoryStore();
  private final ManualTime time = new ManualTime();

  @Test
  void evictedTrace_touchedAgain_isWholeAndCountedOnce() {
    CoreHarness core = core(ViewSettings.DEFAULT.withMaxOpen(2, 1L << 30));
    core.send(TRACE, span(1, 0, 0), span(2, 1, 0));
    core.send(trace(2), span(1, 0, 0));
    core.send(trace(3), span(1, 0, 0));
    core.pass(Duration.ofSeconds(1));
    int reads = store.traceReads();
    core.send(TRACE, span(3, 1, 0), span(2, 1, 0));
    assertThat(store.traceReads()).isEqualTo(reads + 1);
    assertThat(core.run(TRACE).metrics().spans()).isEqualTo(3);
    assertThat(core.counter("treeline_new_spans_total")).isEqualTo(5);
    assertThat(core.counter("treeline_duplicate_spans_total")).isEqualTo(1);
  }

  @Test
  void evictedTrace_withoutNewSpans_stillEnds() {
    CoreHarness core = core(ViewSettings.DEFAULT.withMaxOpen(1, 1L << 30));
    core.send(TRACE, span(1, 0, 0));
    core.send(trace(2), span(1, 0, 0));
    core.pass(Duration.ofSeconds(6));
    assertThat(core.run(TRACE).state()).isEqualTo(RunState.ENDED);
    assertThat(core.run(trace(2)).state()).isEqualTo(RunState.ENDED);
  }

  @Test
  void evictedTrace_withNewSpansWaiting_isNotForgotten() {
    CoreHarness core = core(ViewSettings.DEFAULT.withMaxOpen(1, 1L << 30));
    core.send(TRACE, span(1, 0, 0));
    core.send(TRACE, span(2, 1, 0));
    core.send(trace(2), span(1, 0, 0));
    core.pass(Duration.ofSeconds(1));
    assertThat(core.run(TRACE).metrics().spans()).isEqualTo(2);
    assertThat(core.counter("treeline_new_spans_total")).isEqualTo(3);
  }

  @Test
  void traceLargerThanMemory_doesNotPushOutOthers() {
    CoreHarness core = core(ViewSettings.DEFAULT.withMaxOpen(100, 3_000));
    core.send(trace(2), span(1, 0, 0));
    core.send(TRACE, span(1, 0, 0), span(2, 0, 0), span(3, 0, 0), span(4, 0, 0));
    core.pass(Duration.ofSeconds(1));
    assertThat(core.runs(TRACE)).hasSize(4);
    int reads = store.traceReads();
    core.send(trace(2), span(2, 1, 0));
    assertThat(store.traceReads()).isEqualTo(reads);
  }

  @Test
  void settledTrace_quietForAMinute_leavesMemory() {
    CoreHarness core = core(ViewSettings.DEFAULT);
    core.send(TRACE, span(1, 0, 0));
    core.pass(Duration.ofSeconds(70));
    int reads = store.traceReads();
    core.send(TRACE, span(2, 1, 0));
    assertThat(store.traceReads()).isEqualTo(reads + 1);
    assertThat(core.run(TRACE).metrics().spans()).isEqualTo(2);
  }

  @Test
  void newTrace_isNotReadFromTheStore() {
    CoreHarness core = core(ViewSettings.DEFAULT);
    core.send(TRACE, span(1, 0, 0));
    core.send(trace(2), span(1, 0, 0));
    core.pass(Duration.ofSeconds(6));
    assertThat(store.traceReads()).isZero();
  }

  @Test
  void recovery_fromTheCursor_givesTheViewsOfAnUninterruptedRun() {
    CoreHarness before = core(ViewSettings.DEFAULT);
    before.send(TRACE, span(1, 0, 0), open(2, 1, 1));
    before.pass(Duration.ofSeconds(6));
    before.send(TRACE, span(2, 1, 1));
    before.send(trace(2), span(1, 0, 0));
    assertThat(store.cursor()).isEqualTo(1);

    CoreHarness after = core(ViewSettings.DEFAULT);
    after.replay();
    after.pass(Duration.ofMillis(200));
    before.pass(Duration.ofMillis(200));
    assertThat(after.runs(TRACE)).isEqualTo(before.runs(TRACE));
    assertThat(after.runs(trace(2))).isEqualTo(before.runs(trace(2)));
    assertThat(after.counter("treeline_new_spans_total")).isZero();
    after.send(TRACE, span(5, 1, 0));
    after.pass(Duration.ofMillis(200));
    assertThat(after.counter("treeline_new_spans_total")).isEqualTo(1);
  }

  @Test
  void recovery_ofViewsNewerThanTheCursor_keepsTheirRevision() {
    Interpreter slow =
        new Interpreter(
            TrivialAssembler::decodeSpans,
            TrivialAssembler::decodeLogs,
            input -> {
              time.advance(input.traceId().equals(TRACE) ? Duration.ofSeconds(1) : Duration.ZERO);
              return TrivialAssembler.assemble(input);
            });
    CoreHarness before = new CoreHarness(store, time, ViewSettings.DEFAULT, slow);
    // One more span of ten earns no assembly before it is time for one.
    before.send(
        TRACE,
        LongStream.rangeClosed(1, 10).mapToObj(id -> span(id, 0, 0)).toArray(ChunkEntry[]::new));
    before.send(TRACE, span(11, 1, 0));
    before.send(trace(2), span(1, 0, 0));
    before.pass(Duration.ofSeconds(12));
    assertThat(store.cursor()).isEqualTo(1);
    assertThat(store.runsOfTrace(trace(2)).getFirst().state()).isEqualTo(RunState.ENDED);

    CoreHarness after = core(ViewSettings.DEFAULT);
    after.replay();
    assertThat(after.runs(trace(2))).isEqualTo(store.runsOfTrace(trace(2)));
    assertThat(after.live.trace(trace(2))).isNull();
  }

  @Test
  void openRun_afterRestart_goesOnWithItsTimers() {
    CoreHarness before = core(ViewSettings.DEFAULT);
    before.send(TRACE, open(1, 0, 0));
    before.send(trace(2), span(1, 0, 0));
    before.views.flush();

    CoreHarness after = core(ViewSettings.DEFAULT);
    after.pass(Duration.ofSeconds(6));
    assertThat(after.run(trace(2)).state()).isEqualTo(RunState.ENDED);
    after.pass(Duration.ofSeconds(55));
    assertThat(after.run(TRACE).state()).isEqualTo(RunState.STALLED);
    after.pass(Duration.ofMinutes(30));
    assertThat(after.run(TRACE).state()).isEqualTo(RunState.ABANDONED);
  }

  @Test
  void openRun_afterALongStop_isClosedAtOnce() {
    CoreHarness before = core(ViewSettings.DEFAULT);
    before.send(TRACE, open(1, 0, 0));
    before.views.flush();
    time.advance(Duration.ofHours(2));
    CoreHarness after = core(ViewSettings.DEFAULT);
    after.pass(Duration.ofMillis(200));
    assertThat(after.run(TRACE).state()).isEqualTo(RunState.ABANDONED);
  }

  @Test
  void run_whoseSpansWaitInTheLog_isNotQuiet() {
    CoreHarness before = core(ViewSettings.DEFAULT);
    before.send(TRACE, span(1, 0, 0));
    before.views.flush();
    time.advance(Duration.ofSeconds(4));
    store.append(List.of(spans(TRACE, time.unixNanos(), span(2, 1, 0))));
    time.advance(Duration.ofSeconds(3));

    CoreHarness after = core(ViewSettings.DEFAULT);
    after.views.onTimer();
    assertThat(after.run(TRACE).state()).isEqualTo(RunState.RUNNING);
    after.replay();
    assertThat(after.run(TRACE).state()).isEqualTo(RunState.RUNNING);
    after.pass(Duration.ofSeconds(3));
    assertThat(after.run(TRACE).state()).isEqualTo(RunState.ENDED);
  }

  @Test
  void reload_thatTheDiskRefuses_isTriedAgain() {
    CoreHarness core = core(ViewSettings.DEFAULT.withMaxOpen(1, 1L << 30));
    core.send(TRACE, span(1, 0, 0));
    core.send(trace(2), span(1, 0, 0));
    core.pass(Duration.ofSeconds(1));
    store.failTraceReads(RefusalReason.STORE_FAILED);
    core.send(TRACE, span(2, 1, 0));
    core.pass(Duration.ofSeconds(2));
    assertThat(core.run(TRACE).metrics().spans()).isEqualTo(1);
    assertThat(core.reader.behind()).isEqualTo(1);
    store.failTraceReads(null);
    core.pass(Duration.ofSeconds(2));
    assertThat(core.run(TRACE).metrics().spans()).isEqualTo(2);
    assertThat(store.deadLetters()).isEmpty();
  }

  @Test
  void reload_thatTheDiskRefusesForLong_isGivenUpUntilTheNextChunk() {
    CoreHarness core = core(ViewSettings.DEFAULT.withMaxOpen(1, 1L << 30));
    core.send(TRACE, span(1, 0, 0));
    core.send(trace(2), span(1, 0, 0));
    core.pass(Duration.ofSeconds(1));
    store.failTraceReads(RefusalReason.STORE_FAILED);
    core.send(TRACE, span(2, 1, 0));
    core.pass(Duration.ofSeconds(40));
    assertThat(store.deadLetters()).isNotEmpty();
    assertThat(store.cursor()).isEqualTo(3);
    store.failTraceReads(null);
    core.send(TRACE, span(3, 1, 0));
    assertThat(core.run(TRACE).metrics().spans()).isEqualTo(3);
  }

  @Test
  void cursorBeyondTheLog_afterALostTail_skipsNothingNew() {
    store.apply(List.of(), 7);
    CoreHarness core = core(ViewSettings.DEFAULT);
    core.send(TRACE, span(1, 0, 0));
    assertThat(core.runs(TRACE)).hasSize(1);
  }

  private CoreHarness core(ViewSettings settings) {
    return new CoreHarness(store, time, settings, TrivialAssembler.interpreter());
  }
}
