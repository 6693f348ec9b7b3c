package io.treeline.storage;

import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.StoreException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.RocksDB;

/// Loads RocksDB's native part, once in a process.
///
/// Taken from `java.library.path` or `ROCKSDB_SHAREDLIB_DIR` when it is there; else unpacked from
/// the jar into a temporary directory that is gone again as soon as the library is mapped, so that
/// a killed process leaves nothing behind.
final class NativeLibrary {
  private static final Logger LOG = System.getLogger(NativeLibrary.class.getName());
  private static final String SHARED_DIRECTORY = "ROCKSDB_SHAREDLIB_DIR";

  private NativeLibrary() {}

  /// @throws StoreException if it cannot be loaded; the message says what to set
  static synchronized void load() {
    if (Loaded.done) {
      return;
    }
    long start = System.nanoTime();
    try {
      loadFromSomewhere();
    } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
      throw new StoreException(
          RefusalReason.STORE_FAILED,
          "RocksDB's native library cannot be loaded (is the temporary directory writable, with"
              + " 20 MB free and without noexec?); unpack it from the rocksdbjni jar and set "
              + SHARED_DIRECTORY
              + " to where it lies",
          e);
    }
    Loaded.done = true;
    LOG.log(Level.DEBUG, "RocksDB loaded in {0} ms", (System.nanoTime() - start) / 1_000_000);
  }

  private static void loadFromSomewhere() throws IOException {
    if (System.getenv(SHARED_DIRECTORY) != null) {
      RocksDB.loadLibrary();
      return;
    }
    Path unpacked = Files.createTempDirectory("treeline-rocksdb");
    try {
      RocksDB.loadLibrary(List.of(unpacked.toString()));
    } finally {
      delete(unpacked);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  /// Whether the library is in; guarded by the class of [NativeLibrary].
  private static final class Loaded {
    static boolean done;

    private Loaded() {}
  }
}
