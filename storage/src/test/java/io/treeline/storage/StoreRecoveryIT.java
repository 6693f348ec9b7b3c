package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.model.TraceView;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.StoredChunk;
import io.treeline.storage.History.Shape;
import io.treeline.storage.codec.HashChain;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.LogCodec;
import io.treeline.testkit.SampleChunks;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/// What a store survives, and what it refuses.
class StoreRecoveryIT {
  @TempDir private Path root;

  private Path home() {
    return root.resolve("store");
  }

  @Test
  void reopen_cleanClose_continuesSequenceChainAndBucket() {
    try (RocksStore store = RocksStore.open(StoreFixture.synced(home()))) {
      append(store, 1, 3);
    }
    try (RocksStore store = RocksStore.open(StoreFixture.synced(home()))) {
      assertThat(store.spans().lastSequence()).isEqualTo(3);
      append(store, 4, 5);
      assertThat(StoreFixture.log(store.spans(), 1))
          .extracting(StoredChunk::bucket)
          .containsOnly(1);
    }
    assertChain(home(), 5);
  }

  @Test
  void open_filesOfAKilledProcess_haveEveryAcknowledgedChunk() {
    Path killed = root.resolve("killed");
    try (RocksStore store = RocksStore.open(StoreFixture.smallBuckets(home()))) {
      for (int i = 1; i <= 40; i++) {
        store.journal().append(List.of(SampleChunks.chunk(i, 10, 100, SampleChunks.ARRIVAL)));
      }
      StoreFixture.copy(home(), killed);
    }
    try (RocksStore store = RocksStore.open(StoreFixture.smallBuckets(killed))) {
      assertThat(StoreFixture.log(store.spans(), 1)).hasSize(40);
      assertThat(StoreFixture.traces(store.spans())).hasSize(40);
      assertThat(store.spans().stats().chunks()).isEqualTo(40);
      append(store, 41, 41);
    }
    assertChain(killed, 41);
  }

  @Test
  void open_tornTailOfTheLog_losesOnlyTheTornBatch() throws IOException {
    Path killed = killedAfter(10);
    Path wal = StoreFixture.wal(killed);
    try (FileChannel file = FileChannel.open(wal, StandardOpenOption.WRITE)) {
      file.truncate(file.size() - 7);
    }
    try (RocksStore store = RocksStore.open(StoreFixture.synced(killed))) {
      assertThat(StoreFixture.log(store.spans(), 1)).hasSize(9);
      append(store, 10, 12);
    }
    assertChain(killed, 12);
  }

  @Test
  void open_damageInsideTheLog_keepsACopyAndWhatLiesBeforeIt() throws IOException {
    Path killed = killedAfter(20);
    Path wal = StoreFixture.wal(killed);
    long size = Files.size(wal);
    flip(wal, size / 2);
    try (RocksStore store = RocksStore.open(StoreFixture.synced(killed))) {
      long last = store.spans().lastSequence();
      assertThat(last).isBetween(5L, 15L);
      assertThat(StoreFixture.log(store.spans(), 1)).hasSize((int) last);
      assertThat(killed.resolve("quarantine-1").resolve(wal.getFileName())).hasSize(size);
      append(store, 21, 22);
      assertThat(store.spans().lastSequence()).isEqualTo(last + 2);
    }
  }

  /// Memory was flushed several times before, when RocksDB chose to, and all families have rows.
  @Test
  void open_damageInALogOfAllFamilies_isConsistentUpToIt() throws IOException {
    Path killed = root.resolve("killed");
    try (RocksStore store = RocksStore.open(StoreFixture.quota(home(), 1L << 30))) {
      for (int i = 1; i <= 3_000; i++) {
        store.journal().append(List.of(SampleChunks.chunk(i, 4, 1_500, SampleChunks.ARRIVAL)));
        Run run = new RandomRuns(new Random(i)).run(new RunId(SampleChunks.trace(i), 1));
        store.views().apply(List.of(new TraceView(SampleChunks.trace(i), 1, List.of(run))), i);
        store.journal().deadLetter(i, "sample");
        if (i % 100 == 0) {
          new History(500)
              .chunks(Shape.FLATTENED)
              .forEach(chunk -> store.journal().append(List.of(chunk)));
        }
      }
      StoreFixture.copy(home(), killed);
    }
    assertThat(killed.resolve("db").toFile().list((dir, name) -> name.endsWith(".sst")))
        .hasSizeGreaterThan(10);
    Path wal = StoreFixture.wal(killed);
    flip(wal, Files.size(wal) / 2);
    try (RocksStore store = RocksStore.open(StoreFixture.quota(killed, 1L << 30))) {
      assertThat(killed.resolve("quarantine-1")).isDirectoryContaining(file -> true);
      assertThat(store.spans().lastSequence()).isBetween(1_000L, 3_599L);
      assertThat(store.views().cursor()).isLessThanOrEqualTo(store.spans().lastSequence());
      assertThat(store.verify().problems()).isEmpty();
    }
  }

  @Test
  void open_currentFileGone_isRefusedAndNothingCreated() throws IOException {
    try (RocksStore store = RocksStore.open(StoreFixture.synced(home()))) {
      append(store, 1, 1);
    }
    Files.delete(home().resolve("db/CURRENT"));
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> RocksStore.open(StoreFixture.synced(home())))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot be opened");
    }
    assertThat(home().resolve("db/CURRENT")).doesNotExist();
  }

  @Test
  void open_foreignDirectory_isRefusedUntouched() throws IOException {
    Files.createDirectories(home());
    Files.writeString(home().resolve("thesis.txt"), "mine");
    assertThatThrownBy(() -> RocksStore.open(StoreFixture.synced(home())))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("not empty");
    try (var files = Files.list(home())) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void open_directoryOfAVolume_mayHoldLostAndFound() throws IOException {
    Files.createDirectories(home().resolve("lost+found"));
    RocksStore.open(StoreFixture.synced(home())).close();
    assertThat(home().resolve("db/CURRENT")).exists();
  }

  @Test
  void open_crashWhileCreating_startsOver() throws IOException {
    RocksStore.open(StoreFixture.synced(home())).close();
    Files.writeString(home().resolve("store"), "treeline store, being created\n");
    Files.delete(home().resolve("db/CURRENT"));
    try (RocksStore store = RocksStore.open(StoreFixture.synced(home()))) {
      append(store, 1, 1);
    }
    assertThat(home().resolve("store")).hasContent("treeline store\n");
  }

  @Test
  void open_alreadyOpen_isRefusedAtOnce() {
    try (RocksStore store = RocksStore.open(StoreFixture.synced(home()))) {
      assertThatThrownBy(() -> RocksStore.open(StoreFixture.synced(home())))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("already open");
      append(store, 1, 1);
    }
  }

  @Test
  void open_newerSchema_isRefused() throws RocksDBException {
    RocksStore.open(StoreFixture.synced(home())).close();
    StoreSettings settings = StoreFixture.synced(home());
    try (StoreDirectory directory = StoreDirectory.lock(home())) {
      RocksHandle handle = RocksOpener.primary(directory, settings);
      byte[] newer =
          io.treeline.proto.store.v1.StoreHeader.newBuilder()
              .setSchemaVersion(2)
              .build()
              .toByteArray();
      handle.db().put(handle.family(Family.DEFAULT), Keys.header(), newer);
      handle.close();
    }
    assertThatThrownBy(() -> RocksStore.open(settings))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer Treeline");
  }

  @Test
  void directory_created_isClosedToOthers() throws IOException {
    RocksStore.open(StoreFixture.synced(home())).close();
    assertThat(Files.getPosixFilePermissions(home()))
        .isEqualTo(
            Set.copyOf(java.nio.file.attribute.PosixFilePermissions.fromString("rwx------")));
  }

  @Test
  void append_afterAFailedWrite_reopensOnceASecondAndContinues() throws IOException {
    StoreDirectory directory = StoreDirectory.lock(home());
    StoreSettings settings = StoreFixture.synced(home());
    try (PrimaryAccess access =
        new PrimaryAccess(directory, settings, RocksOpener.primary(directory, settings))) {
      RocksJournal journal =
          new RocksJournal(
              access,
              settings,
              new RetentionClock(StoreClock.SYSTEM, 0),
              new Quota(settings.maxBytes()),
              new ForgottenTraces(access));
      RocksSpanReader spans = new RocksSpanReader(access, new ForgottenTraces(access));
      journal.append(List.of(SampleChunks.chunk(1, 1)));

      access.failed(new RocksDBException("injected"));
      assertThat(journal.append(List.of(SampleChunks.chunk(2, 1)))).isEqualTo(2);

      access.failed(new RocksDBException("injected"));
      assertThatThrownBy(() -> journal.append(List.of(SampleChunks.chunk(3, 1))))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("injected");
      assertThat(StoreFixture.log(spans, 1)).hasSize(2);
    }
    assertChain(home(), 2);
  }

  private Path killedAfter(int chunks) {
    Path killed = root.resolve("killed");
    try (RocksStore store = RocksStore.open(StoreFixture.synced(home()))) {
      append(store, 1, chunks);
      StoreFixture.copy(home(), killed);
    }
    return killed;
  }

  private static void append(RocksStore store, int from, int to) {
    for (int i = from; i <= to; i++) {
      store.journal().append(List.of(SampleChunks.chunk(i, 2, 700, SampleChunks.ARRIVAL)));
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int old = bytes.read();
      bytes.seek(at);
      bytes.write(old ^ 0x5A);
    }
  }

  /// Recomputes the hash chain over the whole log.
  private static void assertChain(Path home, int chunks) {
    try (StoreDirectory directory = StoreDirectory.lock(home)) {
      RocksHandle handle = RocksOpener.primary(directory, StoreFixture.synced(home));
      HashChain chain = new HashChain();
      ChunkDigest link = HashChain.START;
      long sequence = 0;
      try (StoreSnapshot snapshot = new StoreSnapshot(handle);
          RowCursor rows = snapshot.rows(Family.LOG, new byte[0])) {
        for (; rows.isValid(); rows.next()) {
          sequence++;
          assertThat(Keys.lastSequence(rows.key())).isEqualTo(sequence);
          var row = LogCodec.read(rows.value());
          link = chain.next(link, row.digest());
          assertThat(row.chain()).isEqualTo(link);
          assertThat(ChunkDigest.of(row.body())).isEqualTo(row.digest());
        }
      }
      assertThat(sequence).isEqualTo(chunks);
      handle.close();
    }
  }
}
