package io.treeline.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.store.StoreException;
import io.treeline.model.store.StoredChunk;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store that another process writes to: locked, readable, and whole after `kill -9`.
class StoreProcessIT {
  private static final int ROUNDS = 3;

  @TempDir private Path directory;

  @Test
  void store_writtenByAKilledProcess_hasAllThatWasAcknowledged() throws Exception {
    long before = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long acknowledged = writeAndKill(200L * (round + 1));
      try (RocksStore store = RocksStore.open(StoreFixture.smallBuckets(directory))) {
        List<StoredChunk> log = StoreFixture.log(store.spans(), 1);
        assertThat(acknowledged).isGreaterThan(before);
        assertThat(log).hasSizeGreaterThanOrEqualTo((int) acknowledged);
        assertThat(log.getLast().sequence()).isEqualTo(log.size());
        assertThat(store.spans().stats().chunks()).isEqualTo(log.size());
        before = log.size();
      }
    }
  }

  /// Answers the last sequence number that the process said is durable.
  private long writeAndKill(long atLeast) throws IOException, InterruptedException {
    Process process = StoreProcess.start(directory);
    try (BufferedReader lines = lines(process)) {
      long acknowledged = next(lines);
      long first = acknowledged;
      assertLockedAndReadable(process.pid(), acknowledged);
      while (acknowledged < first + atLeast) {
        acknowledged = next(lines);
      }
      // By its handle: the process object would close what we still read.
      process.toHandle().destroyForcibly();
      String line = lines.readLine();
      while (line != null && !line.isEmpty()) {
        acknowledged = Math.max(acknowledged, parse(line, acknowledged));
        line = lines.readLine();
      }
      return acknowledged;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private void assertLockedAndReadable(long pid, long acknowledged) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> RocksStore.open(StoreFixture.smallBuckets(directory)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("in use by another process (pid " + pid + ")");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    try (RocksStore reader = RocksStore.openReadOnlyView(directory)) {
      assertThat(reader.spans().lastSequence()).isGreaterThanOrEqualTo(acknowledged);
    }
  }

  private static BufferedReader lines(Process process) {
    return process.inputReader(StandardCharsets.US_ASCII);
  }

  private static long next(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IllegalStateException("the writing process ended by itself");
    }
    return Long.parseLong(line);
  }

  /// The last line of a killed process may be cut: it is no acknowledgement then.
  private static long parse(String line, long last) {
    long sequence = Long.parseLong(line);
    return sequence == last + 1 ? sequence : last;
  }
}
