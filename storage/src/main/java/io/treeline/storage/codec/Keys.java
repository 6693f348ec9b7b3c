package io.treeline.storage.codec;

import io.treeline.model.TraceId;
import java.nio.ByteBuffer;

/// The keys of all column families but `view`; see [ViewKeys] for that one.
///
/// | family | key |
/// |---|---|
/// | `default` | `v` header · `b` bucket 4 · `c` cursor of the views · `n` counts of the views · |
/// | | `l` low-water mark · `t` retention clock · `s` trace 16, whose views are to be made anew · |
/// | | `f` trace 16, forgotten · `e` trace 16, whose bytes are still to go · |
/// | | `r` position of a rebuild of the views · `w` what made the views |
/// | `log`, `dlq` | sequence 8 |
/// | `content` | sequence 44 bits · index 20 bits |
/// | `trace` | bucket 4 · trace 16 · sequence 8 |
/// | `dir` | `T` or `P` · trace 16 · bucket 4; `S` · length 2 · session · bucket 4 |
///
/// All integers are big-endian.
public final class Keys {
  public static final int TRACE_KEY_BYTES = 28;
  public static final int TRACE_PREFIX_BYTES = 20;
  public static final int DIR_TRACE_PREFIX_BYTES = 17;

  private static final int PIECE_INDEX_BITS = 20;

  private Keys() {}

  public static byte[] header() {
    return new byte[] {'v'};
  }

  public static byte[] cursor() {
    return new byte[] {'c'};
  }

  public static byte[] viewCounts() {
    return new byte[] {'n'};
  }

  public static byte[] lowWaterMark() {
    return new byte[] {'l'};
  }

  public static byte[] retentionClock() {
    return new byte[] {'t'};
  }

  /// How far the marking of traces for a rebuild of their views has come; absent when none runs.
  public static byte[] rebuild() {
    return new byte[] {'r'};
  }

  public static byte[] viewsVersion() {
    return new byte[] {'w'};
  }

  /// A trace whose views no longer say what the log holds of it.
  public static byte[] staleTrace(TraceId traceId) {
    return ofTrace('s', traceId);
  }

  public static byte[] staleTraces() {
    return new byte[] {'s'};
  }

  /// A trace that was deleted on request; the value is the place of that request in the log.
  public static byte[] forgottenTrace(TraceId traceId) {
    return ofTrace('f', traceId);
  }

  public static byte[] forgottenTraces() {
    return new byte[] {'f'};
  }

  /// A forgotten trace of which the files may still hold bytes.
  public static byte[] erasedTrace(TraceId traceId) {
    return ofTrace('e', traceId);
  }

  public static byte[] erasedTraces() {
    return new byte[] {'e'};
  }

  /// The trace of a key that is, or begins with, a letter and a trace id.
  public static TraceId traceOfMark(byte[] key) {
    ByteBuffer bytes = ByteBuffer.wrap(key);
    return new TraceId(bytes.getLong(1), bytes.getLong(9));
  }

  public static byte[] buckets() {
    return new byte[] {'b'};
  }

  public static byte[] bucket(int bucket) {
    return ByteBuffer.allocate(5).put((byte) 'b').putInt(bucket).array();
  }

  /// The key of a log record or dead letter.
  public static byte[] sequence(long sequence) {
    return ByteBuffer.allocate(Long.BYTES).putLong(sequence).array();
  }

  /// The number of a piece, which is its key: pieces lie in the order of the records that they were
  /// written with.
  public static long pieceNumber(long sequence, int index) {
    return sequence << PIECE_INDEX_BITS | index;
  }

  /// The record that a piece was written with.
  public static long recordOfPiece(byte[] key) {
    return ByteBuffer.wrap(key).getLong() >>> PIECE_INDEX_BITS;
  }

  /// The key of the first piece of a record.
  public static byte[] piecesOf(long sequence) {
    return sequence(pieceNumber(sequence, 0));
  }

  public static byte[] trace(int bucket, TraceId traceId, long sequence) {
    ByteBuffer key = ByteBuffer.allocate(TRACE_KEY_BYTES);
    putTrace(key, bucket, traceId, sequence);
    return key.array();
  }

  public static void putTrace(ByteBuffer key, int bucket, TraceId traceId, long sequence) {
    key.putInt(bucket).putLong(traceId.high()).putLong(traceId.low()).putLong(sequence);
  }

  public static byte[] traceRows(int bucket, TraceId traceId) {
    return ByteBuffer.allocate(TRACE_PREFIX_BYTES)
        .putInt(bucket)
        .putLong(traceId.high())
        .putLong(traceId.low())
        .array();
  }

  public static byte[] traceBucket(TraceId traceId, int bucket) {
    return inBucket(traceBuckets(traceId), bucket);
  }

  public static byte[] traceBuckets(TraceId traceId) {
    return ofTrace('T', traceId);
  }

  /// Says that older parts of a trace are gone; the row goes with the trace's oldest bucket.
  public static byte[] partialTrace(TraceId traceId, int bucket) {
    return inBucket(partialTraces(traceId), bucket);
  }

  public static byte[] partialTraces(TraceId traceId) {
    return ofTrace('P', traceId);
  }

  private static byte[] ofTrace(char kind, TraceId traceId) {
    return ByteBuffer.allocate(DIR_TRACE_PREFIX_BYTES)
        .put((byte) kind)
        .putLong(traceId.high())
        .putLong(traceId.low())
        .array();
  }

  private static byte[] inBucket(byte[] prefix, int bucket) {
    return ByteBuffer.allocate(prefix.length + Integer.BYTES).put(prefix).putInt(bucket).array();
  }

  /// What the `dir` rows of all traces begin with.
  public static byte[] allTraceBuckets() {
    return new byte[] {'T'};
  }

  public static byte[] sessionBucket(String sessionId, int bucket) {
    return inBucket(sessionBuckets(sessionId), bucket);
  }

  public static byte[] sessionBuckets(String sessionId) {
    byte[] text = KeyText.of(sessionId);
    return ByteBuffer.allocate(3 + text.length)
        .put((byte) 'S')
        .putShort((short) text.length)
        .put(text)
        .array();
  }

  /// The sequence number that ends a `log`, `dlq` or `trace` key.
  public static long lastSequence(byte[] key) {
    return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
  }

  /// The bucket that ends a `dir` or registry key.
  public static int lastBucket(byte[] key) {
    return ByteBuffer.wrap(key).getInt(key.length - Integer.BYTES);
  }

  /// The bucket that begins a `trace` or `view` key.
  public static int firstBucket(byte[] key) {
    return ByteBuffer.wrap(key).getInt(0);
  }

  /// The first possible `trace` or `view` key of a bucket.
  public static byte[] firstOf(int bucket) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(bucket).array();
  }

  /// The trace id of a `trace` key.
  public static TraceId traceId(byte[] key) {
    ByteBuffer bytes = ByteBuffer.wrap(key);
    return new TraceId(bytes.getLong(4), bytes.getLong(12));
  }
}
