package io.treeline.storage.codec;

import io.treeline.model.RunId;
import io.treeline.model.TraceId;
import java.nio.ByteBuffer;

/// The keys of the `view` column family.
///
/// | row | key | value |
/// |---|---|---|
/// | run | bucket 4 · `R` · trace 16 · root span 8 | `StoredRun` |
/// | index | bucket 4 · kind 1 · length 2 · value · ~start 8 · trace 16 · root span 8 | ∅ |
/// | session fold | bucket 4 · `F` · session | `StoredSessionFold` |
/// | session activity | bucket 4 · `L` · ~last 8 · session | ∅ |
///
/// `~` turns a signed time so that byte order is newest first. The session index is the list of a
/// session's members and carries each one's last activity.
public final class ViewKeys {
  public static final int RUN_PREFIX_BYTES = 21;

  /// The length of what orders index rows: ~start · trace · root span.
  public static final int POSITION_BYTES = 32;

  private static final int RUN_KEY_BYTES = RUN_PREFIX_BYTES + Long.BYTES;

  private ViewKeys() {}

  public static byte[] run(int bucket, RunId id) {
    return ByteBuffer.allocate(RUN_KEY_BYTES)
        .put(runsOfTrace(bucket, id.traceId()))
        .putLong(id.rootSpanId())
        .array();
  }

  public static byte[] runsOfTrace(int bucket, TraceId traceId) {
    return ByteBuffer.allocate(RUN_PREFIX_BYTES)
        .putInt(bucket)
        .put((byte) 'R')
        .putLong(traceId.high())
        .putLong(traceId.low())
        .array();
  }

  public static byte[] index(int bucket, char kind, String value, long startUnixNanos, RunId id) {
    byte[] prefix = indexOf(bucket, kind, value);
    return ByteBuffer.allocate(prefix.length + POSITION_BYTES)
        .put(prefix)
        .put(position(startUnixNanos, id))
        .array();
  }

  /// What all index rows of one value begin with.
  public static byte[] indexOf(int bucket, char kind, String value) {
    byte[] text = KeyText.of(value);
    return ByteBuffer.allocate(7 + text.length)
        .putInt(bucket)
        .put((byte) kind)
        .putShort((short) text.length)
        .put(text)
        .array();
  }

  /// The end of an index key: where a run stands in a list that shows the newest first.
  public static byte[] position(long startUnixNanos, RunId id) {
    return ByteBuffer.allocate(POSITION_BYTES)
        .putLong(newestFirst(startUnixNanos))
        .putLong(id.traceId().high())
        .putLong(id.traceId().low())
        .putLong(id.rootSpanId())
        .array();
  }

  /// Before every position of a run that started at this time, after those of later ones.
  public static byte[] positionOf(long startUnixNanos) {
    return ByteBuffer.allocate(Long.BYTES).putLong(newestFirst(startUnixNanos)).array();
  }

  public static byte[] sessionFold(int bucket, String sessionId) {
    byte[] text = KeyText.of(sessionId);
    return ByteBuffer.allocate(5 + text.length).putInt(bucket).put((byte) 'F').put(text).array();
  }

  /// What all runs of a bucket begin with.
  public static byte[] runs(int bucket) {
    return ByteBuffer.allocate(5).putInt(bucket).put((byte) 'R').array();
  }

  /// What all session folds of a bucket begin with.
  public static byte[] sessionFolds(int bucket) {
    return ByteBuffer.allocate(5).putInt(bucket).put((byte) 'F').array();
  }

  /// The `dir` key of the session whose fold has this key.
  public static byte[] directoryOfFold(byte[] foldKey) {
    int textLength = foldKey.length - 5;
    return ByteBuffer.allocate(3 + textLength + Integer.BYTES)
        .put((byte) 'S')
        .putShort((short) textLength)
        .put(foldKey, 5, textLength)
        .put(foldKey, 0, 4)
        .array();
  }

  public static byte[] activity(int bucket, long lastUnixNanos, String sessionId) {
    return ByteBuffer.allocate(5 + Long.BYTES + KeyText.of(sessionId).length)
        .put(activities(bucket))
        .put(activityPosition(lastUnixNanos, sessionId))
        .array();
  }

  /// What all session activity rows of a bucket begin with.
  public static byte[] activities(int bucket) {
    return ByteBuffer.allocate(5).putInt(bucket).put((byte) 'L').array();
  }

  /// The end of a session activity key: where a session stands in a list, last active first.
  public static byte[] activityPosition(long lastUnixNanos, String sessionId) {
    byte[] text = KeyText.of(sessionId);
    return ByteBuffer.allocate(Long.BYTES + text.length)
        .putLong(newestFirst(lastUnixNanos))
        .put(text)
        .array();
  }

  /// The session fold that a session activity row points to.
  public static byte[] foldOfActivity(byte[] activityKey) {
    int textLength = activityKey.length - 5 - Long.BYTES;
    return ByteBuffer.allocate(5 + textLength)
        .put(activityKey, 0, 4)
        .put((byte) 'F')
        .put(activityKey, 5 + Long.BYTES, textLength)
        .array();
  }

  /// The start time that an index key carries.
  public static long startUnixNanos(byte[] indexKey) {
    return fromNewestFirst(ByteBuffer.wrap(indexKey).getLong(indexKey.length - POSITION_BYTES));
  }

  /// The run that an index key points to.
  public static RunId runId(byte[] indexKey) {
    ByteBuffer key = ByteBuffer.wrap(indexKey);
    int at = indexKey.length - POSITION_BYTES + Long.BYTES;
    return new RunId(
        new TraceId(key.getLong(at), key.getLong(at + 8)), key.getLong(at + 2 * Long.BYTES));
  }

  private static long newestFirst(long time) {
    return ~time ^ Long.MIN_VALUE;
  }

  private static long fromNewestFirst(long stored) {
    return ~(stored ^ Long.MIN_VALUE);
  }
}
