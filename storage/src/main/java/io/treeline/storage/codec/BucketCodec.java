package io.treeline.storage.codec;

import io.treeline.model.ingest.ChunkDigest;
import java.nio.ByteBuffer;

/// The values of the bucket registry: version 1 · state 1 · first and last sequence 8 + 8 · first
/// and last arrival 8 + 8 · first and last event time 8 + 8 · bytes 8 · stored bytes 8 · opened 8 ·
/// sealed 8 · chain 16.
public final class BucketCodec {
  private static final byte VERSION = 1;
  private static final int BYTES = 98;
  private static final String WHAT = "bucket registry row";

  private BucketCodec() {}

  public static byte[] write(Bucket bucket) {
    return ByteBuffer.allocate(BYTES)
        .put(VERSION)
        .put((byte) bucket.state().code())
        .putLong(bucket.firstSequence())
        .putLong(bucket.lastSequence())
        .putLong(bucket.firstArrivalUnixNanos())
        .putLong(bucket.lastArrivalUnixNanos())
        .putLong(bucket.minEventUnixNanos())
        .putLong(bucket.maxEventUnixNanos())
        .putLong(bucket.bytes())
        .putLong(bucket.storedBytes())
        .putLong(bucket.openedUnixNanos())
        .putLong(bucket.sealedUnixNanos())
        .putLong(bucket.chain().high())
        .putLong(bucket.chain().low())
        .array();
  }

  public static Bucket read(byte[] key, byte[] value) {
    RecordVersion.check(value.length == BYTES, WHAT, value.length + " bytes");
    ByteBuffer in = ByteBuffer.wrap(value);
    RecordVersion.check(in.get(), VERSION, WHAT);
    return new Bucket(
        Keys.lastBucket(key),
        state(in.get()),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        new ChunkDigest(in.getLong(), in.getLong()));
  }

  private static Bucket.State state(byte code) {
    for (Bucket.State state : Bucket.State.values()) {
      if (state.code() == code) {
        return state;
      }
    }
    throw RecordVersion.damaged(WHAT, "state " + code);
  }
}
