package io.treeline.processor.ring;

import static io.treeline.processor.ring.RingHarness.await;
import static io.treeline.processor.view.TestChunks.trace;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.read.RunOrder;
import io.treeline.model.read.RunQuery;
import io.treeline.model.store.RunFilter;
import io.treeline.processor.ring.RingHarness.RecordingAck;
import io.treeline.testkit.InMemoryStore;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The log is the queue: assembly may be slow, late or restarted, and misses nothing.
@Timeout(30)
final class AssembleStageTest {
  /// Room for two of the test's payloads.
  private static final long LITTLE_ROOM = 150;

  @Test
  void slowAssembly_delaysNoAck_andReadsTheRestFromTheLog() throws InterruptedException {
    RingSettings settings =
        new RingSettings(64, 1 << 20, LITTLE_ROOM, Duration.ofSeconds(60), Long.MAX_VALUE);
    try (RingHarness harness = new RingHarness(settings, new InMemoryStore())) {
      harness.holdAssembly();
      for (int i = 1; i <= 50; i++) {
        harness.offer(i).assertOk();
      }
      assertThat(harness.reader.behind()).isEqualTo(50);
      assertThat(harness.gauge("treeline_view_lag_bytes")).isPositive();
      harness.releaseAssembly();
      await(() -> harness.reader.behind() == 0);
      assertThat(runs(harness)).isEqualTo(50);
      assertThat(harness.counter("treeline_new_spans_total")).isEqualTo(50);
      assertThat(harness.counter("treeline_chunks_from_log_total")).isBetween(40L, 49L);
      await(() -> harness.gauge("treeline_view_lag_bytes") == 0);
    }
  }

  @Test
  void requestLargerThanTheRing_isReadBackWithinTheBudget() throws InterruptedException {
    RingSettings settings =
        new RingSettings(64, 1 << 20, 1, Duration.ofSeconds(60), Long.MAX_VALUE);
    try (RingHarness harness = new RingHarness(settings, new InMemoryStore())) {
      harness.offer(1).assertOk();
      await(() -> harness.reader.behind() == 0);

      assertThat(harness.inFlightWhileDecoding.get()).isPositive();
      await(() -> harness.inFlight.usedBytes() == 0);
    }
  }

  @Test
  void requestLargerThanTheRing_waitsForRoomInTheBudget() throws InterruptedException {
    RingSettings settings =
        new RingSettings(64, 1 << 20, 1, Duration.ofSeconds(60), Long.MAX_VALUE);
    try (RingHarness harness = new RingHarness(settings, new InMemoryStore())) {
      long all = 2 * harness.inFlight.limitBytes();
      harness.inFlight.acquire(all);
      harness.offer(1).assertOk();
      assertThat(harness.reader.behind()).isEqualTo(1);
      harness.inFlight.release(all);

      await(() -> harness.reader.behind() == 0);
    }
  }

  @Test
  void caughtUpStage_takesFromTheRingAgain() throws InterruptedException {
    RingSettings settings =
        new RingSettings(64, 1 << 20, LITTLE_ROOM, Duration.ofSeconds(60), Long.MAX_VALUE);
    try (RingHarness harness = new RingHarness(settings, new InMemoryStore())) {
      harness.holdAssembly();
      for (int i = 1; i <= 20; i++) {
        harness.offer(i).assertOk();
      }
      harness.releaseAssembly();
      await(() -> harness.reader.behind() == 0);
      long fromLog = harness.counter("treeline_chunks_from_log_total");
      for (int i = 21; i <= 40; i++) {
        long trace = i;
        harness.offer(trace).assertOk();
        await(() -> harness.counter("treeline_new_spans_total") == trace);
      }
      assertThat(harness.counter("treeline_chunks_from_log_total")).isEqualTo(fromLog);
      assertThat(runs(harness)).isEqualTo(40);
    }
  }

  @Test
  void start_overALogAheadOfItsViews_acceptsAtOnce_andCatchesUp() throws InterruptedException {
    InMemoryStore store = new InMemoryStore();
    for (int i = 1; i <= 100; i++) {
      store.append(List.of(RingHarness.chunk(i)));
    }
    try (RingHarness harness = new RingHarness(RingSettings.DEFAULT, store)) {
      harness.offer(101).assertOk();
      await(() -> harness.reader.behind() == 0);
      assertThat(runs(harness)).isEqualTo(101);
      assertThat(harness.counter("treeline_new_spans_total")).isEqualTo(1);
    }
  }

  @Test
  void viewsTooFarBehind_refuseNewData_untilTheyHaveCaughtUp() throws InterruptedException {
    RingSettings settings =
        new RingSettings(64, 1 << 20, LITTLE_ROOM, Duration.ofMillis(50), Long.MAX_VALUE);
    try (RingHarness harness = new RingHarness(settings, new InMemoryStore())) {
      harness.holdAssembly();
      harness.offer(1).assertOk();
      await(() -> isViewsBehind(harness.tryOffer(2, new RecordingAck())));
      harness.releaseAssembly();
      await(() -> harness.tryOffer(3, new RecordingAck()) == null);
    }
  }

  @Test
  void tooManyBytesBehind_refuseNewData() throws InterruptedException {
    RingSettings settings =
        new RingSettings(64, 1 << 20, LITTLE_ROOM, Duration.ofSeconds(60), 64 * 3);
    try (RingHarness harness = new RingHarness(settings, new InMemoryStore())) {
      harness.holdAssembly();
      for (int i = 1; i <= 4; i++) {
        harness.offer(i).assertOk();
      }
      assertThat(isViewsBehind(harness.tryOffer(5, new RecordingAck()))).isTrue();
    }
  }

  @Test
  void unreadableStore_delaysViews_andLosesNone() throws InterruptedException {
    try (RingHarness harness = new RingHarness()) {
      harness.offer(1).assertOk();
      await(() -> harness.reader.behind() == 0);
      harness.store.failTraceReads(RefusalReason.STORE_FAILED);
      harness.offer(2).assertOk();
      harness.offer(3).assertOk();
      await(() -> harness.counter("treeline_store_failures_total") > 0);
      harness.store.failTraceReads(null);
      await(() -> harness.reader.behind() == 0);
      assertThat(runs(harness)).isEqualTo(3);
      assertThat(harness.store.deadLetters()).isEmpty();
    }
  }

  @Test
  void run_afterItsAck_isListedSoon() throws InterruptedException {
    try (RingHarness harness = new RingHarness()) {
      harness.offer(1).assertOk();
      long acknowledged = System.nanoTime();
      await(() -> runs(harness) == 1);
      assertThat(Duration.ofNanos(System.nanoTime() - acknowledged))
          .isLessThan(Duration.ofSeconds(2));
      assertThat(harness.reader.index(trace(1)).chunks()).hasSize(1);
    }
  }

  private static boolean isViewsBehind(@Nullable Refusal refusal) {
    return refusal != null && refusal.reason() == RefusalReason.VIEWS_BEHIND;
  }

  private static long runs(RingHarness harness) {
    return harness.reader.runs(new RunQuery(RunFilter.ALL, RunOrder.NEWEST, 1, null)).total();
  }
}
