package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.TraceId;
import io.treeline.model.TraceView;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.Forget;
import io.treeline.model.store.StoredChunk;
import io.treeline.storage.History.Shape;
import io.treeline.testkit.SampleChunks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Deletion on request: nothing of a trace is left, nothing of another one is touched. Payloads are
/// random bytes, which no codec changes, so a file that holds a part of one can be seen to.
class ErasureIT {
  private static final TraceId GONE = SampleChunks.trace(7);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int SAMPLE_BYTES = 32;

  @TempDir private Path root;
  private RocksStore store;

  @BeforeEach
  void open() {
    store = RocksStore.open(StoreFixture.synced(root.resolve("store")));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    open();
  }

  @Test
  void forgottenTrace_beforeItIsErased_isShownToNobodyAndTakesNothingMore() {
    appendTraces(5, 9);
    forget(GONE);
    assertThat(store.spans().isForgotten(GONE)).isTrue();
    assertThat(store.spans().readTrace(GONE)).isEmpty();
    assertThat(store.spans().firstChunk(GONE)).isNull();
    store.journal().append(List.of(SampleChunks.chunk(7, 3, 900, SampleChunks.ARRIVAL)));
    assertThat(store.spans().lastSequence()).isEqualTo(7);
    assertThat(StoreFixture.log(store.spans(), 7)).isEmpty();
  }

  @Test
  void await_forgottenTrace_leavesNoByteOfItInAnyFile() throws IOException {
    appendTraces(1, 30);
    byte[] secret = SampleChunks.chunk(7, 3, 900, SampleChunks.ARRIVAL).payload();
    assertThat(filesWith(secret)).isNotEmpty();
    forget(GONE);
    assertThat(store.erasure().await(List.of(GONE), PATIENCE)).isTrue();
    assertThat(filesWith(secret)).isEmpty();
    assertOthersAreWhole(30);
    assertThat(store.verify().problems()).isEmpty();
    reopen();
    assertThat(store.spans().isForgotten(GONE)).isTrue();
    assertThat(store.spans().readTrace(GONE)).isEmpty();
    assertOthersAreWhole(30);
    store.journal().append(List.of(SampleChunks.chunk(7, 3, 900, SampleChunks.ARRIVAL)));
    assertThat(filesWith(secret)).isEmpty();
    assertThat(store.verify().problems()).isEmpty();
  }

  @Test
  void await_bytesInDataFilesOfSeveralFlushes_areGone() throws Exception {
    for (int round = 0; round < 4; round++) {
      appendTraces(1, 30);
      store.erasure().await(List.of(), PATIENCE);
      store.backup(root.resolve("flushes-" + round));
    }
    byte[] secret = SampleChunks.chunk(7, 3, 900, SampleChunks.ARRIVAL).payload();
    assertThat(filesWith(secret)).isNotEmpty();
    forget(GONE);
    assertThat(store.erasure().await(List.of(GONE), PATIENCE)).isTrue();
    assertThat(filesWith(secret)).isEmpty();
    assertThat(store.verify().problems()).isEmpty();
  }

  @Test
  void await_traceWithSharedPieces_leavesNoneOfThem() throws IOException {
    List<Chunk> gone = new History(2_000).chunks(Shape.JSON_VALUE);
    List<Chunk> kept = gone.stream().map(chunk -> SampleChunks.copyOf(chunk, 3)).toList();
    for (int i = 0; i < gone.size(); i++) {
      store.journal().append(List.of(gone.get(i), kept.get(i)));
    }
    TraceId trace = gone.getFirst().traceId();
    forget(trace);
    assertThat(store.erasure().await(List.of(trace), PATIENCE)).isTrue();
    assertThat(store.spans().readTrace(SampleChunks.trace(3)))
        .extracting(stored -> stored.chunk().payload())
        .containsExactlyElementsOf(kept.stream().map(Chunk::payload).toList());
    assertThat(store.verify().problems()).isEmpty();
  }

  @Test
  void forgottenTrace_views_goAndStayAway() {
    appendTraces(7, 8);
    view(7);
    view(8);
    forget(GONE);
    assertThat(store.erasure().await(List.of(GONE), PATIENCE)).isTrue();
    view(7);
    assertThat(store.views().runsOfTrace(GONE)).isEmpty();
    assertThat(store.views().countRuns()).isEqualTo(1);
    assertThat(store.views().countSessions()).isEqualTo(1);
    assertThat(store.views().runsOfTrace(SampleChunks.trace(8))).hasSize(1);
  }

  @Test
  void open_killedBetweenRecordAndErasing_erasesThen() throws IOException {
    appendTraces(1, 9);
    forget(GONE);
    Path killed = StoreFixture.copy(root.resolve("store"), root.resolve("killed"));
    byte[] secret = SampleChunks.chunk(7, 3, 900, SampleChunks.ARRIVAL).payload();
    try (RocksStore after = RocksStore.open(StoreFixture.synced(killed))) {
      assertThat(after.erasure().await(List.of(GONE), PATIENCE)).isTrue();
      assertThat(filesWith(killed, secret)).isEmpty();
    }
  }

  @Test
  void open_killedAfterTheRowsWent_stillRewritesTheFiles() throws IOException {
    appendTraces(1, 9);
    forget(GONE);
    Path killed = root.resolve("killed");
    byte[] secret = SampleChunks.chunk(7, 3, 900, SampleChunks.ARRIVAL).payload();
    store.close();
    eraseRowsOnly();
    StoreFixture.copy(root.resolve("store"), killed);
    assertThat(filesWith(killed, secret)).isNotEmpty();
    try (RocksStore after = RocksStore.open(StoreFixture.synced(killed))) {
      assertThat(after.erasure().await(List.of(GONE), PATIENCE)).isTrue();
      assertThat(filesWith(killed, secret)).isEmpty();
    }
    open();
  }

  private void eraseRowsOnly() {
    StoreDirectory directory = StoreDirectory.lock(root.resolve("store"));
    try (PrimaryAccess access =
            new PrimaryAccess(
                directory,
                StoreFixture.synced(root),
                RocksOpener.primary(directory, StoreFixture.synced(root)));
        StoreSnapshot snapshot = access.snapshot()) {
      new TraceEraser(access, new ReentrantLock()).erase(GONE, TraceEraser.rangeOf(snapshot, GONE));
    }
  }

  @Test
  void await_whileAReaderHoldsTheOldState_saysNotYet() {
    appendTraces(1, 9);
    store
        .spans()
        .readLog(
            1,
            stored -> {
              forget(GONE);
              assertThat(store.erasure().await(List.of(GONE), Duration.ofMillis(10))).isFalse();
              return false;
            });
    assertThat(store.erasure().await(List.of(GONE), PATIENCE)).isTrue();
  }

  private void appendTraces(int from, int to) {
    for (int i = from; i <= to; i++) {
      store.journal().append(List.of(SampleChunks.chunk(i, 3, 900, SampleChunks.ARRIVAL)));
    }
  }

  private void forget(TraceId trace) {
    store.journal().append(List.of(Forget.chunk(List.of(trace), SampleChunks.ARRIVAL)));
  }

  private void view(int trace) {
    Run run = new RandomRuns(new Random(trace)).run(new RunId(SampleChunks.trace(trace), 1));
    store.views().apply(List.of(new TraceView(run.id().traceId(), 1, List.of(run))), 0);
  }

  private void assertOthersAreWhole(int traces) {
    for (int i = 1; i <= traces; i++) {
      if (i == 7) {
        continue;
      }
      List<StoredChunk> chunks = store.spans().readTrace(SampleChunks.trace(i));
      assertThat(chunks).hasSize(1);
      ChunkDigest digest = ChunkDigest.of(chunks.getFirst().chunk().payload());
      assertThat(digest).isEqualTo(chunks.getFirst().chunk().digest());
    }
  }

  private List<Path> filesWith(byte[] payload) throws IOException {
    return filesWith(root.resolve("store"), payload);
  }

  /// The files that hold the start of a payload.
  private static List<Path> filesWith(Path directory, byte[] payload) throws IOException {
    byte[] sample = Arrays.copyOf(payload, SAMPLE_BYTES);
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).filter(file -> contains(file, sample)).toList();
    }
  }

  private static boolean contains(Path file, byte[] sample) {
    try {
      byte[] all = Files.readAllBytes(file);
      ByteBuffer wanted = ByteBuffer.wrap(sample);
      for (int at = 0; at + sample.length <= all.length; at++) {
        if (all[at] == sample[0] && ByteBuffer.wrap(all, at, sample.length).equals(wanted)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
