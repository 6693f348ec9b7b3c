package io.treeline.processor.ring;

import static io.treeline.processor.ring.RingHarness.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.ingest.SpanBatch;
import io.treeline.processor.ring.RingHarness.RecordingAck;
import io.treeline.processor.view.TestChunks;
import io.treeline.testkit.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What OK means, and that nothing a batch or the disk does ends the pipeline.
@Timeout(30)
final class SpanRingTest {

  @Test
  void ack_comesOnlyAfterTheAppendHasReturned() throws InterruptedException {
    try (RingHarness harness = new RingHarness()) {
      CountDownLatch appending = new CountDownLatch(1);
      CountDownLatch disk = new CountDownLatch(1);
      harness.store.beforeAppend(() -> {
        appending.countDown();
        awaitUninterruptibly(disk);
      });
      RecordingAck ack = harness.offer(1);
      appending.await();
      assertThat(ack.isDone()).isFalse();
      disk.countDown();
      ack.assertOk();
      assertThat(harness.store.chunks()).hasSize(1);
    }
  }

  @Test
  void requestsThatWait_areWrittenInOneBatch() throws InterruptedException {
    try (RingHarness harness = new RingHarness()) {
      CountDownLatch appending = new CountDownLatch(1);
      CountDownLatch disk = new CountDownLatch(1);
      harness.store.beforeAppend(() -> {
        appending.countDown();
        awaitUninterruptibly(disk);
      });
      List<RecordingAck> acks = new ArrayList<>(List.of(harness.offer(1)));
      appending.await();
      for (int i = 2; i <= 50; i++) {
        acks.add(harness.offer(i));
      }
      disk.countDown();
      for (RecordingAck ack : acks) {
        ack.assertOk();
      }
      assertThat(harness.store.appends()).isEqualTo(2);
      assertThat(harness.counter("treeline_journal_requests_total")).isEqualTo(50);
    }
  }

  @Test
  void failedAppend_refusesItsBatch_andTheNextIsTaken() throws InterruptedException {
    try (RingHarness harness = new RingHarness()) {
      harness.store.failAppends(RefusalReason.DISK_FULL);
      harness.offer(1).assertRefused(RefusalReason.DISK_FULL);
      harness.store.failAppends(null);
      harness.offer(2).assertOk();
      await(() -> harness.reader.behind() == 0 && harness.counter("treeline_new_spans_total") == 1);
      assertThat(harness.reader.index(TestChunks.trace(1)).chunks()).isEmpty();
      assertThat(harness.store.chunks()).hasSize(1);
    }
  }

  @Test
  void appendThatThrowsSomethingElse_isRecorded_andTheNextIsTaken() throws InterruptedException {
    try (RingHarness harness = new RingHarness()) {
      harness.store.beforeAppend(() -> {
        throw new IllegalStateException("bug");
      });
      harness.offer(1).assertRefused(RefusalReason.STORE_FAILED);
      harness.store.beforeAppend(() -> {});
      harness.offer(2).assertOk();
      assertThat(harness.store.deadLetters()).hasSize(1);
    }
  }

  @Test
  void ackThatThrows_doesNotKeepOthersFromTheirs() throws InterruptedException {
    try (RingHarness harness = new RingHarness()) {
      harness.tryOffer(
          1,
          refusal -> {
            throw new IllegalStateException("sender gone");
          });
      harness.offer(2).assertOk();
      await(() -> harness.counter("treeline_new_spans_total") == 2);
    }
  }

  @Test
  void fullRing_refusesAtOnce_andKeepsWhatItTook() throws InterruptedException {
    RingSettings small =
        new RingSettings(4, 1 << 20, 1 << 20, Duration.ofSeconds(60), Long.MAX_VALUE);
    try (RingHarness harness = new RingHarness(small, new InMemoryStore())) {
      CountDownLatch disk = new CountDownLatch(1);
      harness.store.beforeAppend(() -> awaitUninterruptibly(disk));
      List<RecordingAck> taken = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        taken.add(harness.offer(i));
      }
      assertThat(harness.tryOffer(5, new RecordingAck()))
          .matches(refusal -> refusal != null && refusal.reason() == RefusalReason.RING_FULL);
      assertThat(harness.gauge("otelcol_exporter_queue_size")).isEqualTo(4);
      disk.countDown();
      for (RecordingAck ack : taken) {
        ack.assertOk();
      }
      await(() -> harness.tryOffer(6, new RecordingAck()) == null);
    }
  }

  @Test
  void stop_answersEverythingTaken_writesViews_andRefusesWhatComesLater()
      throws InterruptedException {
    try (RingHarness harness = new RingHarness()) {
      List<RecordingAck> acks = new ArrayList<>();
      for (int i = 1; i <= 200; i++) {
        acks.add(harness.offer(i));
      }
      assertThat(harness.ring.stop(Duration.ofSeconds(10))).isTrue();
      for (RecordingAck ack : acks) {
        assertThat(ack.isDone()).isTrue();
        ack.assertOk();
      }
      assertThat(harness.store.cursor()).isEqualTo(200);
      assertThat(harness.store.countRuns()).isEqualTo(200);
      assertThat(harness.tryOffer(201, new RecordingAck()))
          .matches(refusal -> refusal != null && refusal.reason() == RefusalReason.SHUTTING_DOWN);
    }
  }

  @Test
  void requestWithoutChunks_isOk() throws InterruptedException {
    try (RingHarness harness = new RingHarness()) {
      RecordingAck ack = new RecordingAck();
      assertThat(harness.ring.offer(SpanBatch.of(List.of()), ack)).isNull();
      ack.assertOk();
      assertThat(harness.store.appends()).isZero();
    }
  }

  @Test
  void acknowledged_equalsStored_whateverFailsInBetween() throws Exception {
    try (RingHarness harness = new RingHarness()) {
      AtomicInteger appends = new AtomicInteger();
      harness.store.beforeAppend(() ->
          harness.store.failAppends(
              appends.incrementAndGet() % 3 == 1 ? RefusalReason.STORE_FAILED : null));
      int producers = 4;
      int each = 250;
      RecordingAck[] acks = new RecordingAck[producers * each + 1];
      List<Thread> threads = new ArrayList<>();
      for (int p = 0; p < producers; p++) {
        int from = p * each;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int i = from + 1; i <= from + each; i++) {
                    acks[i] = harness.offer(i);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      long stored = 0;
      for (int i = 1; i < acks.length; i++) {
        boolean ok = acks[i].answer() == null;
        assertThat(harness.reader.index(TestChunks.trace(i)).chunks()).hasSize(ok ? 1 : 0);
        stored += ok ? 1 : 0;
      }
      long expected = stored;
      await(() -> harness.counter("treeline_new_spans_total") == expected);
      assertThat(stored).isBetween(1L, (long) producers * each - 1);
      assertThat(harness.store.chunks()).hasSize((int) stored);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
