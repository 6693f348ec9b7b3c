package io.treeline.processor.ring;

import java.time.Duration;

/// The limits of the ring.
///
/// @param slots requests that may be between offer and assembly, a power of two
/// @param maxBatchBytes payload after which a write batch is closed although more waits
/// @param maxHeldBytes payload of journalled requests that waits in the ring for assembly; what is
///   beyond is released and read from the log again
/// @param maxLag how far the views may be behind the log before new data is refused
/// @param maxLagBytes the same in payload bytes; a quarter of the quota
public record RingSettings(
    int slots, long maxBatchBytes, long maxHeldBytes, Duration maxLag, long maxLagBytes) {

  public static final RingSettings DEFAULT =
      new RingSettings(4096, 8L << 20, 16L << 20, Duration.ofSeconds(60), (10L << 30) / 4);

  /// Most requests in one write batch.
  static final int MAX_BATCH_SLOTS = 1024;

  /// How often an idle stage wakes up for its timers.
  static final Duration TICK = Duration.ofMillis(50);

  /// How long a chunk that the disk does not give is tried again before its views go without it.
  static final Duration GIVE_UP = Duration.ofSeconds(30);

  /// How much of the log is read at a stretch before the ring gets its turn.
  static final long MAX_READ_BYTES = 4L << 20;

  /// How long a large request waits for room to be read back before it is read all the same.
  static final Duration MAX_ROOM_WAIT = Duration.ofSeconds(10);

  public RingSettings {
    if (Integer.bitCount(slots) != 1) {
      throw new IllegalArgumentException("slots must be a power of two");
    }
  }

  public RingSettings withMaxLagBytes(long bytes) {
    return new RingSettings(slots, maxBatchBytes, maxHeldBytes, maxLag, bytes);
  }
}
