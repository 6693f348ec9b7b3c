package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.store.IndexedChunk;
import io.treeline.model.store.Journal;
import io.treeline.model.store.SpanReader;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.StoreStats;
import io.treeline.model.store.StoredChunk;
import io.treeline.model.store.TraceIndex;
import io.treeline.storage.History.Shape;
import io.treeline.testkit.JournalContract;
import io.treeline.testkit.SampleChunks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What RocksDB adds to the contract: buckets, packing, closing.
class RocksJournalIT extends JournalContract {
  @TempDir private Path directory;

  private RocksStore store;

  @BeforeEach
  void open() {
    store = RocksStore.open(StoreFixture.smallBuckets(directory));
  }

  @Override
  protected Journal journal() {
    return store.journal();
  }

  @Override
  protected SpanReader spans() {
    return store.spans();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void append_fullBucket_opensTheNextAndTracesSpanBoth() {
    for (int i = 0; i < 12; i++) {
      Chunk small = SampleChunks.chunk(1, 1);
      store
          .journal()
          .append(List.of(small, SampleChunks.chunk(100 + i, 10, 300, SampleChunks.ARRIVAL)));
    }
    List<StoredChunk> log = StoreFixture.log(store.spans(), 1);
    assertThat(log).extracting(StoredChunk::bucket).isSorted().startsWith(1).endsWith(4);
    List<StoredChunk> trace = store.spans().readTrace(SampleChunks.trace(1));
    assertThat(trace).hasSize(12).extracting(StoredChunk::sequence).isSorted();
    assertThat(trace).extracting(StoredChunk::bucket).contains(1, 2, 3, 4);
    assertThat(store.spans().stats().buckets()).isEqualTo(4);
  }

  @Test
  void scanTraces_tracesInSeveralBuckets_visitsEachOnceWithAllItsChunks() {
    for (int i = 0; i < 12; i++) {
      store
          .journal()
          .append(
              List.of(
                  SampleChunks.chunk(i % 3, 1),
                  SampleChunks.chunk(50 + i, 10, 300, SampleChunks.ARRIVAL)));
    }
    List<TraceIndex> traces = StoreFixture.traces(store.spans());
    assertThat(traces).extracting(TraceIndex::traceId).doesNotHaveDuplicates().hasSize(15);
    assertThat(traces.stream().mapToInt(trace -> trace.chunks().size()).sum()).isEqualTo(24);
    TraceIndex spread =
        traces.stream()
            .filter(t -> t.traceId().equals(SampleChunks.trace(1)))
            .findFirst()
            .orElseThrow();
    assertThat(spread.chunks()).hasSize(4).extracting(IndexedChunk::sequence).isSorted();
    assertThat(spread.chunks())
        .allSatisfy(
            chunk -> assertThat(chunk.entries()).isEqualTo(SampleChunks.chunk(1, 1).entries()));
  }

  @Test
  void append_chunkBeyondTheRowBuffer_readsBackWhole() {
    Chunk large = SampleChunks.chunk(1, 30_000, 100, SampleChunks.ARRIVAL);
    store.journal().append(List.of(large));
    SampleChunks.assertSame(
        store.spans().readTrace(SampleChunks.trace(1)).getFirst().chunk(), large);
  }

  @Test
  void append_conversation_isStoredOnceAndReadsBackByteForByte() {
    List<Chunk> sent = new ArrayList<>(new History(2_048).chunks(Shape.JSON_VALUE));
    // The same conversation of the same trace, as a second instrumentation tells it.
    sent.addAll(new History(2_048).chunks(Shape.FLATTENED));
    Path home = directory.resolve("conversation");
    store.close();
    store = RocksStore.open(StoreFixture.synced(home));
    sent.forEach(chunk -> store.journal().append(List.of(chunk)));
    StoreStats stats = store.spans().stats();
    assertThat(stats.writtenBytes()).isLessThan(stats.receivedBytes() / 5);
    assertReadsBack(store, sent);
    try (RocksStore reader = RocksStore.openReadOnlyView(home)) {
      assertReadsBack(reader, sent);
    }
    store.close();
    store = RocksStore.open(StoreFixture.synced(home));
    assertReadsBack(store, sent);
  }

  private static void assertReadsBack(RocksStore store, List<Chunk> sent) {
    List<StoredChunk> log = StoreFixture.log(store.spans(), 1);
    assertThat(log).hasSameSizeAs(sent);
    for (int i = 0; i < sent.size(); i++) {
      SampleChunks.assertSame(log.get(i).chunk(), sent.get(i));
    }
    List<StoredChunk> trace = store.spans().readTrace(sent.getFirst().traceId());
    assertThat(trace).hasSameSizeAs(sent);
    SampleChunks.assertSame(trace.getLast().chunk(), sent.getLast());
  }

  @Test
  void stats_afterAppends_countChunksAndBytes() {
    store.journal().append(List.of(SampleChunks.chunk(1, 2), SampleChunks.chunk(2, 1)));
    StoreStats stats = store.spans().stats();
    assertThat(stats.chunks()).isEqualTo(2);
    assertThat(stats.lastSequence()).isEqualTo(2);
    assertThat(stats.cursor()).isZero();
    assertThat(stats.oldestUnixNanos()).isEqualTo(SampleChunks.ARRIVAL);
    assertThat(stats.schemaVersion()).isEqualTo(1);
    assertThat(stats.storeUuid()).hasSize(32);
    assertThat(stats.bytes()).isPositive();
    assertThat(stats.bytesByColumnFamily())
        .containsOnlyKeys("default", "log", "content", "trace", "dir", "tree", "view", "dlq");
  }

  @Test
  void deadLetter_anyNumber_neverThrows() {
    for (int i = 0; i < 10; i++) {
      store.journal().deadLetter(i, "x".repeat(10_000));
    }
    store.close();
    store.journal().deadLetter(11, "closed");
  }

  @Test
  void ports_afterClose_throwStoreException() {
    store.journal().append(List.of(SampleChunks.chunk(1, 1)));
    store.close();
    store.close();
    assertThatThrownBy(() -> store.journal().append(List.of(SampleChunks.chunk(1, 1))))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.spans().lastSequence()).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.spans().readTrace(SampleChunks.trace(1)))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.views().countRuns()).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.views().apply(List.of(), 1)).isInstanceOf(StoreException.class);
  }

  @Test
  void readLog_storeClosedMeanwhile_endsWithStoreExceptionAndFreesTheStore()
      throws InterruptedException {
    for (int i = 1; i <= 100; i++) {
      store.journal().append(List.of(SampleChunks.chunk(i, 1)));
    }
    Thread closer = Thread.ofPlatform().unstarted(store::close);
    List<Long> seen = new ArrayList<>();
    assertThatThrownBy(() ->
            store
                .spans()
                .readLog(
                    1,
                    chunk -> {
                      seen.add(chunk.sequence());
                      closer.start();
                      waitUntilClosed();
                      return true;
                    }))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("closed");
    assertThat(seen).containsExactly(1L);
    closer.join();
    open();
    assertThat(store.spans().lastSequence()).isEqualTo(100);
  }

  private void waitUntilClosed() {
    boolean open = true;
    while (open) {
      try {
        store.spans().lastSequence();
      } catch (StoreException e) {
        open = false;
      }
    }
  }
}
