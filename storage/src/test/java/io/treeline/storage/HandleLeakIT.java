package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.store.StoreException;
import io.treeline.testkit.SampleChunks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything native is closed with its store, and nothing is used after that. The number of cycles
/// is small here; `bench/faults/leak.sh` runs ten thousand.
class HandleLeakIT {
  private static final int CYCLES = Integer.getInteger("treeline.leak.cycles", 60);
  private static final int WARM_UP = 20;

  /// What malloc keeps and gives back as it likes.
  private static final long SLACK_BYTES = 48L << 20;

  private static final Path SELF = Path.of("/proc/self");

  @TempDir private Path root;

  @Test
  void cycles_ofOpeningUsingAndClosing_leaveNothingBehind() throws IOException {
    for (int i = 0; i < WARM_UP; i++) {
      cycle(i);
    }
    long descriptors = count("fd");
    long threads = count("task");
    long resident = residentBytes();
    for (int i = 0; i < CYCLES; i++) {
      cycle(i);
    }
    assertThat(count("fd")).isLessThanOrEqualTo(descriptors + 5);
    assertThat(count("task")).isLessThanOrEqualTo(threads + 5);
    assertThat(residentBytes() - resident).isLessThan(SLACK_BYTES);
  }

  private void cycle(int n) {
    try (RocksStore store = RocksStore.open(StoreFixture.smallBuckets(root.resolve("store")))) {
      store.journal().append(List.of(SampleChunks.chunk(n, 2, 400, SampleChunks.ARRIVAL)));
      store.spans().readTrace(SampleChunks.trace(n));
      store.spans().scanTraces(trace -> false);
      store.spans().readLog(1, chunk -> false);
      store.views().openRuns();
      store.spans().stats();
      store.retention().pass();
      store.erasure().await(List.of(), Duration.ZERO);
    }
    try (RocksStore reader = RocksStore.openReadOnlyView(root.resolve("store"))) {
      reader.tryCatchUp();
      reader.spans().lastSequence();
    }
  }

  @Test
  void everyPort_afterAndDuringClose_throwsAndDoesNotCrash() throws InterruptedException {
    RocksStore store = RocksStore.open(StoreFixture.synced(root.resolve("store")));
    for (int i = 1; i <= 200; i++) {
      store.journal().append(List.of(SampleChunks.chunk(i, 2, 400, SampleChunks.ARRIVAL)));
    }
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<Throwable> unexpected = new AtomicReference<>();
    List<Thread> users = new ArrayList<>();
    for (Runnable use : uses(store)) {
      users.add(Thread.ofPlatform().start(() -> repeat(use, stop, unexpected)));
    }
    Thread.sleep(200);
    store.close();
    store.close();
    Thread.sleep(50);
    stop.set(true);
    for (Thread user : users) {
      user.join();
    }
    assertThat(unexpected.get()).isNull();
    for (Runnable use : uses(store)) {
      assertThatThrownBy(use::run)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("closed");
    }
  }

  private static List<Runnable> uses(RocksStore store) {
    return List.of(
        () -> store.journal().append(List.of(SampleChunks.chunk(999, 1))),
        () -> store.spans().readLog(1, chunk -> true),
        () -> store.spans().scanTraces(trace -> true),
        () -> store.spans().readTrace(SampleChunks.trace(5)),
        () -> store.spans().stats(),
        () -> store.views().openRuns(),
        () -> store.views().apply(List.of(), 0),
        store::verify);
  }

  private static void repeat(
      Runnable use, AtomicBoolean stop, AtomicReference<Throwable> unexpected) {
    while (!stop.get()) {
      try {
        use.run();
      } catch (StoreException e) {
        // The store is closed.
      } catch (RuntimeException e) {
        unexpected.set(e);
      }
    }
  }

  private static long count(String directory) throws IOException {
    try (Stream<Path> entries = Files.list(SELF.resolve(directory))) {
      return entries.count();
    }
  }

  private static long residentBytes() throws IOException {
    return 4_096L * Long.parseLong(Files.readString(SELF.resolve("statm")).split(" ", -1)[1]);
  }
}
