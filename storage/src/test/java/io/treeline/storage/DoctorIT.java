package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.store.StoreException;
import io.treeline.storage.Diagnosis.Severity;
import io.treeline.testkit.SampleChunks;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damage of every kind: named by the examination, and never turned into an empty store.
class DoctorIT {
  private static final int CHUNKS = 40;

  @TempDir private Path root;

  private Path home() {
    return root.resolve("store");
  }

  @Test
  void examine_healthyStore_findsNoDamage() {
    flushedStore();
    assertThat(damage()).isEmpty();
    assertThat(Doctor.examine(home())).extracting(Diagnosis::severity).contains(Severity.OK);
  }

  @Test
  void examine_tornLog_isANoteAndOpens() throws IOException {
    Path killed = killed();
    try (FileChannel file = FileChannel.open(StoreFixture.wal(killed), StandardOpenOption.WRITE)) {
      file.truncate(file.size() - 7);
    }
    assertThat(WalFile.read(StoreFixture.wal(killed)).ending()).isEqualTo(WalFile.Ending.TORN);
    assertThat(Doctor.examine(killed))
        .filteredOn(one -> one.severity() == Severity.NOTE)
        .anySatisfy(one -> assertThat(one.what()).contains("ends inside a record"));
  }

  @Test
  void examine_flippedBitInALog_saysWhereAndWhatTheNextStartDoes() throws IOException {
    Path killed = killed();
    Path wal = StoreFixture.wal(killed);
    assertThat(WalFile.read(wal).ending()).isEqualTo(WalFile.Ending.WHOLE);
    long at = Files.size(wal) / 2;
    flip(wal, at);
    WalFile.State state = WalFile.read(wal);
    assertThat(state.ending()).isEqualTo(WalFile.Ending.DAMAGED);
    assertThat(state.offset()).isLessThanOrEqualTo(at);
    assertThat(Doctor.examine(killed))
        .filteredOn(one -> one.severity() == Severity.DAMAGE)
        .anySatisfy(one -> assertThat(one.what()).contains(wal.toString()));
  }

  @Test
  void examine_flippedBitsInDataFiles_namesEachWithWhatItHolds() throws IOException {
    flushedStore();
    List<Path> victims = new ArrayList<>(dataFilesOf("log"));
    victims.addAll(dataFilesOf("trace"));
    for (Path file : victims) {
      flip(file, 100);
    }
    List<Diagnosis> found = damage();
    assertThat(found).hasSameSizeAs(victims);
    assertThat(found)
        .anySatisfy(one -> {
          assertThat(one.what()).contains("of `log` is damaged").contains(".sst");
          assertThat(one.advice()).contains("records 1 to " + CHUNKS);
        })
        .anySatisfy(one -> {
          assertThat(one.what()).contains("of `trace` is damaged");
          assertThat(one.advice()).contains("reindex --from-scratch");
        });
  }

  @Test
  void examine_missingFiles_areNamedAndTheStoreRefusesToOpen() throws IOException {
    flushedStore();
    Path manifest = onlyFile("MANIFEST-");
    Path kept = root.resolve("kept");
    for (Path victim : List.of(dataFiles().getFirst(), manifest, home().resolve("db/CURRENT"))) {
      Files.move(victim, kept);
      assertThat(damage()).as(victim.toString()).hasSize(1);
      assertThat(damage().getFirst().what()).contains(victim.getFileName().toString());
      assertThat(damage().getFirst().advice()).contains("restore a backup");
      assertThatThrownBy(() -> RocksStore.open(StoreFixture.synced(home())))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("cannot be opened");
      assertThat(victim).doesNotExist();
      Files.move(kept, victim);
    }
    try (RocksStore store = RocksStore.open(StoreFixture.synced(home()))) {
      assertThat(StoreFixture.log(store.spans(), 1)).hasSize(CHUNKS);
    }
  }

  @Test
  void open_cutManifest_isRefused() throws IOException {
    flushedStore();
    try (FileChannel file = FileChannel.open(onlyFile("MANIFEST-"), StandardOpenOption.WRITE)) {
      file.truncate(40);
    }
    assertThatThrownBy(() -> RocksStore.open(StoreFixture.synced(home())))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("left as it is");
    assertThat(damage()).isNotEmpty();
  }

  @Test
  void readTrace_ofADamagedDataFile_failsAndOthersAreTaken() throws IOException {
    flushedStore();
    for (Path file : dataFilesOf("log")) {
      flip(file, 200);
    }
    try (RocksStore store = RocksStore.open(StoreFixture.synced(home()))) {
      assertThatThrownBy(() -> store.spans().readTrace(SampleChunks.trace(1)))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("reading `log` failed");
      store.journal().append(List.of(SampleChunks.chunk(99, 1)));
      assertThat(store.spans().readTrace(SampleChunks.trace(99))).hasSize(1);
      assertThat(store.verify().problemCount()).isPositive();
    }
  }

  @Test
  void reindexFromScratch_damagedIndex_isWholeAgain() throws IOException {
    flushedStore();
    for (String family : List.of("trace", "dir")) {
      for (Path file : dataFilesOf(family)) {
        flip(file, 100);
      }
    }
    // These payloads are no OTLP; what a scan of one finds is what the sample says.
    long records =
        RocksStore.reindexFromScratch(
            StoreFixture.synced(home()),
            (kind, payload, arrival) ->
                SampleChunks.chunk(1, payload.length / 700, 700, SampleChunks.ARRIVAL).entries());
    assertThat(records).isEqualTo(CHUNKS);
    try (RocksStore store = RocksStore.open(StoreFixture.synced(home()))) {
      assertThat(store.spans().readTrace(SampleChunks.trace(1))).hasSize(1);
      assertThat(store.views().cursor()).isZero();
      assertThat(store.verify().problems()).isEmpty();
    }
    assertThat(damage()).isEmpty();
  }

  private void flushedStore() {
    try (RocksStore store = RocksStore.open(StoreFixture.synced(home()))) {
      append(store);
      store.backup(root.resolve("flushes"));
      store.erasure().await(List.of(), Duration.ofSeconds(1));
    }
  }

  private Path killed() {
    try (RocksStore store = RocksStore.open(StoreFixture.synced(home()))) {
      append(store);
      return StoreFixture.copy(home(), root.resolve("killed"));
    }
  }

  private static void append(RocksStore store) {
    for (int i = 1; i <= CHUNKS; i++) {
      store.journal().append(List.of(SampleChunks.chunk(i, 2, 700, SampleChunks.ARRIVAL)));
    }
  }

  private List<Diagnosis> damage() {
    return Doctor.examine(home()).stream()
        .filter(one -> one.severity() == Severity.DAMAGE)
        .toList();
  }

  private List<Path> dataFiles() throws IOException {
    return files(".sst");
  }

  private List<Path> dataFilesOf(String family) {
    try (RocksStore store = RocksStore.openReadOnlyView(home())) {
      return store.liveFiles().stream()
          .filter(
              file -> new String(file.columnFamilyName(), StandardCharsets.US_ASCII).equals(family))
          .map(file -> home().resolve("db" + file.fileName()))
          .toList();
    }
  }

  private Path onlyFile(String name) throws IOException {
    return files(name).getLast();
  }

  private List<Path> files(String name) throws IOException {
    try (Stream<Path> files = Files.list(home().resolve("db"))) {
      return files.filter(file -> file.toString().contains(name)).sorted().toList();
    }
  }

  /// The backup has the same files by other names: they must not change with these.
  private static void flip(Path file, long at) throws IOException {
    byte[] all = Files.readAllBytes(file);
    all[(int) at] ^= 0x5A;
    Files.delete(file);
    Files.write(file, all);
  }
}
