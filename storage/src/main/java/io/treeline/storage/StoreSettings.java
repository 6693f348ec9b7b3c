package io.treeline.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/// How a store is opened: where it lies, what OK promises, when a bucket is full, how much memory
/// RocksDB may take.
///
/// `maxAge` and `maxBytes` are the retention limits; the journal opens a new bucket after a small
/// part of either. `cacheBytes` holds blocks, indexes and filters, `writeBufferBytes` what is not
/// flushed yet; together they bound RocksDB's memory.
public record StoreSettings(
    Path directory,
    AckAfter ackAfter,
    Duration maxAge,
    long maxBytes,
    long cacheBytes,
    long writeBufferBytes,
    Compression compression) {

  /// What an acknowledged chunk survives (ADR-0001).
  public enum AckAfter {
    /// Power loss: one group-committed fsync.
    FSYNC,
    /// The end of this process, not power loss.
    WRITE
  }

  /// The one codec of every level and column family.
  public enum Compression {
    LZ4,
    ZSTD
  }

  /// The smallest limit in bytes that leaves data a good part of it.
  public static final long LEAST_QUOTA_BYTES = 128L << 20;

  private static final long MIB = 1L << 20;
  private static final long MIN_WRITE_BUFFER_BYTES = 4 * MIB;
  private static final long USUAL_WAL_BYTES = 64 * MIB;
  private static final int WAL_PARTS = 8;
  private static final long REPEAT_WINDOW_BYTES = 8 * MIB;

  public StoreSettings {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(ackAfter, "ackAfter");
    Objects.requireNonNull(compression, "compression");
    if (maxAge.isNegative() || maxAge.isZero()) {
      throw new IllegalArgumentException("maxAge");
    }
    if (maxBytes <= 0) {
      throw new IllegalArgumentException("maxBytes");
    }
    if (cacheBytes < MIB) {
      throw new IllegalArgumentException("cacheBytes must be at least " + MIB);
    }
    if (writeBufferBytes < MIN_WRITE_BUFFER_BYTES) {
      throw new IllegalArgumentException(
          "writeBufferBytes must be at least " + MIN_WRITE_BUFFER_BYTES);
    }
  }

  /// How much of the directory the write-ahead log takes at most, once what it holds is flushed.
  public long maxWalBytes() {
    long least = 2 * writeBufferBytes;
    return Math.clamp(maxBytes / WAL_PARTS, least, Math.max(least, USUAL_WAL_BYTES));
  }

  /// How much of what was written lately the journal keeps to find repetitions.
  long repeatWindowBytes() {
    return REPEAT_WINDOW_BYTES;
  }

  /// Fsync before every acknowledgement, a week, 10 GiB, 16 MiB of cache, 32 MiB of write buffers,
  /// LZ4.
  public static StoreSettings defaults(Path directory) {
    return new StoreSettings(
        directory,
        AckAfter.FSYNC,
        Duration.ofDays(7),
        10L << 30,
        16 * MIB,
        32 * MIB,
        Compression.LZ4);
  }
}
