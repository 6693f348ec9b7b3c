package io.treeline.storage.codec;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;

/// One generation of the store, as the registry knows it: the unit of retention.
///
/// Sequence numbers are without gaps, so they also say how many chunks it holds. `bytes` counts log
/// rows as received, before compression. Times are Unix nanoseconds; event times are the senders'.
public record Bucket(
    int number,
    State state,
    long firstSequence,
    long lastSequence,
    long firstArrivalUnixNanos,
    long lastArrivalUnixNanos,
    long minEventUnixNanos,
    long maxEventUnixNanos,
    long bytes) {

  /// Where a bucket is in its life. The code is stored and never reused.
  public enum State {
    /// The journal writes into it.
    OPEN(1),
    /// A later one has been opened.
    SEALED(2);

    private final int code;

    State(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /// A bucket that holds nothing yet; it is registered with its first chunk.
  public static Bucket opened(int number, long firstSequence, long arrivalUnixNanos) {
    return new Bucket(
        number,
        State.OPEN,
        firstSequence,
        firstSequence - 1,
        arrivalUnixNanos,
        arrivalUnixNanos,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0);
  }

  /// This bucket with one more chunk.
  public Bucket with(Chunk chunk) {
    long min = minEventUnixNanos;
    long max = maxEventUnixNanos;
    for (ChunkEntry entry : chunk.entries()) {
      min = Math.min(min, entry.startUnixNanos());
      max = Math.max(max, Math.max(entry.startUnixNanos(), entry.endUnixNanos()));
    }
    return new Bucket(
        number,
        state,
        firstSequence,
        lastSequence + 1,
        firstArrivalUnixNanos,
        Math.max(lastArrivalUnixNanos, chunk.arrivalUnixNanos()),
        min,
        max,
        bytes + LogCodec.sizeBytes(chunk));
  }

  public Bucket sealed() {
    return new Bucket(
        number,
        State.SEALED,
        firstSequence,
        lastSequence,
        firstArrivalUnixNanos,
        lastArrivalUnixNanos,
        minEventUnixNanos,
        maxEventUnixNanos,
        bytes);
  }

  public long chunks() {
    return lastSequence - firstSequence + 1;
  }
}
