package io.treeline.storage;

import io.treeline.testkit.SampleChunks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A process of its own that opens a store and appends until it is killed; a line with the sequence
/// number says what it was told is durable.
final class StoreProcess {
  private StoreProcess() {}

  static Process start(Path directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            StoreProcess.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  public static void main(String[] args) {
    try (RocksStore store = RocksStore.open(StoreFixture.smallBuckets(Path.of(args[0])))) {
      for (int trace = 1; trace < 1_000_000; trace++) {
        long sequence =
            store
                .journal()
                .append(List.of(SampleChunks.chunk(trace, 3, 500, SampleChunks.ARRIVAL)));
        System.out.println(sequence);
      }
    }
  }
}
