package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.TraceId;
import io.treeline.model.TraceView;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.Forget;
import io.treeline.testkit.SampleChunks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every trace is asked for once again, over restarts, and no deleted one.
class RebuildIT {
  private static final int TRACES = 2_300;

  @TempDir private Path root;
  private RocksStore store;
  private final Set<TraceId> asked = new HashSet<>();

  @BeforeEach
  void open() {
    store = RocksStore.open(StoreFixture.quota(root.resolve("store"), 1L << 30));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void reindex_asksForEveryTraceOnceOverARestart() {
    appendTraces();
    TraceId gone = SampleChunks.trace(5);
    store.journal().append(List.of(Forget.chunk(List.of(gone), SampleChunks.ARRIVAL)));
    assertThat(store.erasure().await(List.of(gone), Duration.ofSeconds(30))).isTrue();
    store.reindex();
    assertThat(store.reindexedPercent()).isLessThan(100);
    store.rebuild().pass();
    store.rebuild().pass();
    assertThat(store.views().staleTraces(TRACES)).hasSize(1_000);
    store.close();
    open();
    for (int pass = 0; store.reindexedPercent() < 100 && pass < 10; pass++) {
      makeStaleViews();
      store.rebuild().pass();
    }
    makeStaleViews();
    assertThat(asked).hasSize(TRACES - 1).doesNotContain(gone);
    assertThat(store.views().staleTraces(1)).isEmpty();
  }

  @Test
  void reindexUnlessMadeBy_sameVersion_doesNothing_otherOne_begins() {
    store.reindexUnlessMadeBy(new ChunkDigest(1, 1));
    assertThat(store.reindexedPercent()).as("nothing to make anew").isEqualTo(100);
    store.views().apply(List.of(), 0);
    store.reindexUnlessMadeBy(new ChunkDigest(1, 1));
    assertThat(store.reindexedPercent()).isEqualTo(100);
    store.reindexUnlessMadeBy(new ChunkDigest(2, 2));
    assertThat(store.reindexedPercent()).isZero();
  }

  private void appendTraces() {
    for (int i = 1; i <= TRACES; i++) {
      store.journal().append(List.of(SampleChunks.chunk(i, 1)));
    }
  }

  /// What the assembling stage does.
  private void makeStaleViews() {
    List<TraceView> views = new ArrayList<>();
    for (TraceId trace : store.views().staleTraces(TRACES)) {
      assertThat(asked.add(trace)).as("asked for twice").isTrue();
      views.add(new TraceView(trace, 1, List.of()));
    }
    store.views().apply(views, 0);
  }
}
