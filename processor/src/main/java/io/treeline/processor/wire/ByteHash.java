package io.treeline.processor.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A hash over a range of bytes, for tables in memory only.
public final class ByteHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private ByteHash() {}

  /// A hash over a range, eight bytes at a time.
  public static int of(byte[] bytes, int from, int to) {
    int length = to - from;
    long hash = length * MIX;
    int i = from;
    for (; i + Long.BYTES <= to; i += Long.BYTES) {
      hash = mix(hash, (long) LONG.get(bytes, i));
    }
    if (i < to) {
      hash = mix(hash, length >= Long.BYTES ? (long) LONG.get(bytes, to - 8) : tail(bytes, i, to));
    }
    return (int) (hash >>> 32);
  }

  private static long mix(long hash, long word) {
    long mixed = (hash ^ word) * MIX;
    return mixed ^ mixed >>> 29;
  }

  private static long tail(byte[] bytes, int from, int to) {
    long word = 0;
    for (int i = from; i < to; i++) {
      word = word << 8 | bytes[i] & 0xff;
    }
    return word;
  }
}
