package io.treeline.storage.codec;

import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkEntry;

/// One generation of the store, as the registry knows it: the unit of retention.
///
/// Sequence numbers are without gaps, so they also say how many chunks it holds. `bytes` counts log
/// rows as received, `storedBytes` what was written for them (log, pieces and trace rows, with
/// their keys), both before compression. Times are Unix nanoseconds: arrivals by the wall clock,
/// event times the senders', `opened` and `sealed` by the retention clock; `sealed` is 0 while the
/// bucket is open. `chain` is the link of the hash chain after the last record.
public record Bucket(
    int number,
    State state,
    long firstSequence,
    long lastSequence,
    long firstArrivalUnixNanos,
    long lastArrivalUnixNanos,
    long minEventUnixNanos,
    long maxEventUnixNanos,
    long bytes,
    long storedBytes,
    long openedUnixNanos,
    long sealedUnixNanos,
    ChunkDigest chain) {

  /// Where a bucket is in its life. The code is stored and never reused.
  public enum State {
    /// The journal writes into it.
    OPEN(1),
    /// Nothing more is written into it.
    SEALED(2),
    /// Below the low-water mark: nobody reads it, its rows are being deleted.
    DROPPING(3);

    private final int code;

    State(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /// A bucket that holds nothing yet; it is registered with its first chunk.
  public static Bucket opened(
      int number, long firstSequence, long arrivalUnixNanos, long nowUnixNanos) {
    return new Bucket(
        number,
        State.OPEN,
        firstSequence,
        firstSequence - 1,
        arrivalUnixNanos,
        arrivalUnixNanos,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0,
        0,
        nowUnixNanos,
        0,
        HashChain.START);
  }

  /// This bucket with one more chunk.
  public Bucket with(Chunk chunk, long stored, ChunkDigest link) {
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
        bytes + LogCodec.sizeBytes(chunk),
        storedBytes + stored,
        openedUnixNanos,
        sealedUnixNanos,
        link);
  }

  public Bucket sealed(long nowUnixNanos) {
    return in(State.SEALED, nowUnixNanos);
  }

  public Bucket dropping() {
    return in(State.DROPPING, sealedUnixNanos);
  }

  private Bucket in(State next, long sealed) {
    return new Bucket(
        number,
        next,
        firstSequence,
        lastSequence,
        firstArrivalUnixNanos,
        lastArrivalUnixNanos,
        minEventUnixNanos,
        maxEventUnixNanos,
        bytes,
        storedBytes,
        openedUnixNanos,
        sealed,
        chain);
  }

  public long chunks() {
    return lastSequence - firstSequence + 1;
  }
}
