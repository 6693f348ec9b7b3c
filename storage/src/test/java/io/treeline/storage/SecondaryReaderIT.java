package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.TraceView;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.StoredChunk;
import io.treeline.testkit.SampleChunks;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store read beside the one that writes, as another process does.
class SecondaryReaderIT {
  @TempDir private Path root;

  @Test
  void reader_whileWriting_followsAndNeverSeesAHalfBatch() {
    try (RocksStore writer = RocksStore.open(StoreFixture.smallBuckets(root))) {
      append(writer, 0);
      try (RocksStore reader = RocksStore.openReadOnlyView(root)) {
        assertThat(reader.spans().lastSequence()).isEqualTo(2);
        for (int round = 1; round <= 30; round++) {
          append(writer, round);
          reader.tryCatchUp();
          assertThat(reader.spans().lastSequence()).isEqualTo(2L * (round + 1));
        }
        assertThat(StoreFixture.log(reader.spans(), 1)).hasSize(62);
        assertThat(StoreFixture.traces(reader.spans())).hasSize(62);
        assertThat(reader.spans().readTrace(SampleChunks.trace(5)))
            .extracting(StoredChunk::sequence)
            .containsExactly(11L);
        assertThat(reader.spans().stats().chunks()).isEqualTo(62);
      }
      append(writer, 99);
    }
  }

  @Test
  void reader_views_areTheWriters() {
    Run run = new RandomRuns(new Random(4)).run(new RunId(SampleChunks.trace(1), 1));
    try (RocksStore writer = RocksStore.open(StoreFixture.synced(root));
        RocksStore reader = RocksStore.openReadOnlyView(root)) {
      writer.views().apply(List.of(new TraceView(SampleChunks.trace(1), 1, List.of(run))), 7);
      reader.tryCatchUp();
      assertThat(reader.views().run(run.id())).isEqualTo(run);
      assertThat(reader.views().cursor()).isEqualTo(7);
      assertThat(reader.views().countRuns()).isEqualTo(1);
    }
  }

  @Test
  void reader_afterTheWriterWasKilled_readsEverything() {
    Path home = root.resolve("store");
    Path killed = root.resolve("killed");
    try (RocksStore writer = RocksStore.open(StoreFixture.synced(home))) {
      append(writer, 1);
      StoreFixture.copy(home, killed);
    }
    try (RocksStore reader = RocksStore.openReadOnlyView(killed)) {
      assertThat(StoreFixture.log(reader.spans(), 1)).hasSize(2);
    }
  }

  @Test
  void reader_asksToWrite_isRefused() {
    RocksStore.open(StoreFixture.synced(root)).close();
    try (RocksStore reader = RocksStore.openReadOnlyView(root)) {
      assertThatThrownBy(() -> append(reader, 1))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("reading only");
      assertThatThrownBy(() -> reader.views().apply(List.of(), 1))
          .isInstanceOf(StoreException.class);
      reader.journal().deadLetter(1, "ignored");
      assertThat(reader.spans().lastSequence()).isZero();
    }
  }

  @Test
  void openReadOnlyView_noStore_saysSo() {
    assertThatThrownBy(() -> RocksStore.openReadOnlyView(root.resolve("nothing")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no Treeline store");
  }

  private static void append(RocksStore store, int n) {
    store
        .journal()
        .append(
            List.of(
                SampleChunks.chunk(n, 3, 200, SampleChunks.ARRIVAL),
                SampleChunks.chunk(1_000 + n, 3, 200, SampleChunks.ARRIVAL)));
  }
}
