package io.treeline.storage.codec;

import io.treeline.model.TraceId;
import java.nio.ByteBuffer;

/// The keys of claims in the `view` column family.
///
/// | row | key | value |
/// |---|---|---|
/// | claim | bucket 4 · `C` · trace 16 · span 8 | `StoredClaim` |
/// | claim by response | bucket 4 · `H` · response hash 8 · trace 16 · span 8 | ∅ |
/// | foreign claims | bucket 4 · `X` · trace 16 | `StoredForeignClaims` |
public final class ClaimKeys {
  private static final int TRACE_BYTES = 21;

  private ClaimKeys() {}

  public static byte[] claim(int bucket, TraceId traceId, long spanId) {
    return ByteBuffer.allocate(TRACE_BYTES + Long.BYTES)
        .put(claimsOf(bucket, traceId))
        .putLong(spanId)
        .array();
  }

  public static byte[] claimsOf(int bucket, TraceId traceId) {
    return ofTrace(bucket, 'C', traceId);
  }

  public static byte[] foreign(int bucket, TraceId traceId) {
    return ofTrace(bucket, 'X', traceId);
  }

  private static byte[] ofTrace(int bucket, char kind, TraceId traceId) {
    return ByteBuffer.allocate(TRACE_BYTES)
        .putInt(bucket)
        .put((byte) kind)
        .putLong(traceId.high())
        .putLong(traceId.low())
        .array();
  }

  public static byte[] byResponse(int bucket, long responseHash, TraceId traceId, long spanId) {
    return ByteBuffer.allocate(13 + 3 * Long.BYTES)
        .put(byResponse(bucket, responseHash))
        .putLong(traceId.high())
        .putLong(traceId.low())
        .putLong(spanId)
        .array();
  }

  /// What the rows of all claims to one response begin with.
  public static byte[] byResponse(int bucket, long responseHash) {
    return ByteBuffer.allocate(13).putInt(bucket).put((byte) 'H').putLong(responseHash).array();
  }

  /// The claim that a row by response points to.
  public static byte[] claimOf(byte[] byResponse) {
    ByteBuffer key = ByteBuffer.wrap(byResponse);
    TraceId traceId = new TraceId(key.getLong(13), key.getLong(21));
    return claim(key.getInt(0), traceId, key.getLong(29));
  }
}
