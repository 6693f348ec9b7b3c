package io.treeline.storage;

import io.treeline.model.store.SpanReader;
import io.treeline.model.store.StoredChunk;
import io.treeline.model.store.TraceIndex;
import io.treeline.storage.StoreSettings.AckAfter;
import io.treeline.storage.StoreSettings.Compression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Small stores for tests, and what is asked of them again and again.
final class StoreFixture {
  private StoreFixture() {}

  /// Buckets of about 8 KiB, so that a few chunks fill one.
  static StoreSettings smallBuckets(Path directory) {
    return new StoreSettings(
        directory,
        AckAfter.WRITE,
        Duration.ofDays(7),
        16 * 8 << 10,
        1 << 20,
        4 << 20,
        Compression.LZ4);
  }

  static StoreSettings synced(Path directory) {
    return new StoreSettings(
        directory, AckAfter.FSYNC, Duration.ofDays(7), 1 << 30, 1 << 20, 4 << 20, Compression.ZSTD);
  }

  /// Not synced, so that a test can write much.
  static StoreSettings quota(Path directory, long maxBytes) {
    return new StoreSettings(
        directory, AckAfter.WRITE, Duration.ofDays(7), maxBytes, 1 << 20, 4 << 20, Compression.LZ4);
  }

  static List<StoredChunk> log(SpanReader spans, long from) {
    List<StoredChunk> chunks = new ArrayList<>();
    spans.readLog(
        from,
        chunk -> {
          chunks.add(chunk);
          return true;
        });
    return chunks;
  }

  static List<TraceIndex> traces(SpanReader spans) {
    List<TraceIndex> traces = new ArrayList<>();
    spans.scanTraces(trace -> {
      traces.add(trace);
      return true;
    });
    return traces;
  }

  /// What `kill -9` leaves: the files as they are while the store is open. RocksDB works on them in
  /// the background, so a copy counts when nothing has changed meanwhile.
  static Path copy(Path directory, Path target) {
    try {
      while (!isCopied(directory, target)) {
        deleteTree(target);
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isCopied(Path directory, Path target) throws IOException {
    try {
      Map<Path, Long> before = sizes(directory);
      for (Path file : before.keySet()) {
        Path to = target.resolve(directory.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
      return before.equals(sizes(directory));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static Map<Path, Long> sizes(Path directory) throws IOException {
    Map<Path, Long> sizes = new TreeMap<>();
    for (Path file : files(directory)) {
      if (Files.isRegularFile(file) && !file.endsWith("LOCK")) {
        sizes.put(file, Files.size(file));
      }
    }
    return sizes;
  }

  private static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    for (Path file : files(directory).reversed()) {
      Files.delete(file);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// The newest write-ahead log that is not empty.
  static Path wal(Path store) {
    try (Stream<Path> files = Files.list(store.resolve("db"))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .filter(file -> file.toFile().length() > 0)
          .max(Path::compareTo)
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
