package io.treeline.storage.codec;

import io.treeline.model.ingest.ChunkDigest;
import java.nio.ByteBuffer;

/// Where the store begins: what lies before is dropped, whether its rows are gone yet or not.
///
/// `sequence` and `bucket` are the first that are kept. `chain` is the link of the last dropped
/// record, from which the hash chain goes on. The rest counts what was dropped so far, and says
/// when the newest of it came in (Unix nanoseconds, 0 before the first).
///
/// Version 1 · sequence 8 · bucket 4 · chain 16 · dropped buckets 8, records 8, bytes 8 · last
/// dropped arrival 8.
public record LowWaterMark(
    long sequence,
    int bucket,
    ChunkDigest chain,
    long droppedBuckets,
    long droppedRecords,
    long droppedBytes,
    long droppedUntilUnixNanos) {
  /// Nothing was ever dropped.
  public static final LowWaterMark START = new LowWaterMark(1, 1, HashChain.START, 0, 0, 0, 0);

  private static final byte VERSION = 1;
  private static final int BYTES = 61;
  private static final String WHAT = "low-water mark";

  /// The mark after the oldest bucket was dropped.
  public LowWaterMark after(Bucket dropped) {
    return new LowWaterMark(
        dropped.lastSequence() + 1,
        dropped.number() + 1,
        dropped.chain(),
        droppedBuckets + 1,
        droppedRecords + dropped.chunks(),
        droppedBytes + dropped.bytes(),
        Math.max(droppedUntilUnixNanos, dropped.lastArrivalUnixNanos()));
  }

  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .put(VERSION)
        .putLong(sequence)
        .putInt(bucket)
        .putLong(chain.high())
        .putLong(chain.low())
        .putLong(droppedBuckets)
        .putLong(droppedRecords)
        .putLong(droppedBytes)
        .putLong(droppedUntilUnixNanos)
        .array();
  }

  public static LowWaterMark of(byte[] value) {
    RecordVersion.check(value.length == BYTES, WHAT, value.length + " bytes");
    ByteBuffer in = ByteBuffer.wrap(value);
    RecordVersion.check(in.get(), VERSION, WHAT);
    return new LowWaterMark(
        in.getLong(),
        in.getInt(),
        new ChunkDigest(in.getLong(), in.getLong()),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong());
  }
}
