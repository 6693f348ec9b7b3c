package io.treeline.storage.codec;

import io.treeline.model.TraceId;
import java.nio.ByteBuffer;

/// The keys of the `tree` column family.
///
/// | row | key | value |
/// |---|---|---|
/// | head | bucket 4 · trace 16 · `H` · root span 8 | [TreeHead] |
/// | page | bucket 4 · trace 16 · `P` · root span 8 · page 4 | [StepPageCodec] |
public final class TreeKeys {
  private static final int HEAD_BYTES = Keys.TRACE_PREFIX_BYTES + 1 + Long.BYTES;

  private TreeKeys() {}

  /// What the heads of a trace's trees begin with.
  public static byte[] heads(int bucket, TraceId traceId) {
    return ByteBuffer.allocate(Keys.TRACE_PREFIX_BYTES + 1)
        .put(Keys.traceRows(bucket, traceId))
        .put((byte) 'H')
        .array();
  }

  public static byte[] head(int bucket, TraceId traceId, long rootSpanId) {
    return ByteBuffer.allocate(HEAD_BYTES).put(heads(bucket, traceId)).putLong(rootSpanId).array();
  }

  public static byte[] page(int bucket, TraceId traceId, long rootSpanId, int page) {
    return ByteBuffer.allocate(HEAD_BYTES + Integer.BYTES)
        .put(Keys.traceRows(bucket, traceId))
        .put((byte) 'P')
        .putLong(rootSpanId)
        .putInt(page)
        .array();
  }
}
