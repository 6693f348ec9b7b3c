package io.treeline.storage;

import io.treeline.model.store.SpanReader;
import io.treeline.model.store.StoredChunk;
import io.treeline.model.store.TraceIndex;
import io.treeline.storage.StoreSettings.AckAfter;
import io.treeline.storage.StoreSettings.Compression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  /// What `kill -9` leaves: the files as they are while the store is open.
  static Path copy(Path directory, Path target) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Path to = target.resolve(directory.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else if (!file.getFileName().toString().equals("LOCK")) {
          Files.copy(file, to);
        }
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
