package io.treeline.receiver.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The 32-bit xxHash of bytes that come in pieces, with seed 0; the checksum of LZ4 frames.
///
/// Source: Cyan4973/xxHash, doc/xxhash_spec.md.
final class XxHash32 {
  private static final int PRIME_1 = 0x9E3779B1;
  private static final int PRIME_2 = 0x85EBCA77;
  private static final int PRIME_3 = 0xC2B2AE3D;
  private static final int PRIME_4 = 0x27D4EB2F;
  private static final int PRIME_5 = 0x165667B1;
  private static final int STRIPE_BYTES = 16;
  private static final VarHandle LITTLE_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] stripe = new byte[STRIPE_BYTES];
  private int stripeBytes;
  private int totalBytes;
  private boolean striped;
  private int lane1;
  private int lane2;
  private int lane3;
  private int lane4;

  XxHash32() {
    reset();
  }

  void reset() {
    stripeBytes = 0;
    totalBytes = 0;
    striped = false;
    lane1 = 0x24234428; // The first and second prime, added.
    lane2 = PRIME_2;
    lane3 = 0;
    lane4 = -PRIME_1;
  }

  void update(byte[] bytes, int offset, int length) {
    int from = offset;
    int to = offset + length;
    totalBytes += length;
    if (stripeBytes > 0) {
      int count = Math.min(STRIPE_BYTES - stripeBytes, length);
      System.arraycopy(bytes, from, stripe, stripeBytes, count);
      stripeBytes += count;
      from += count;
      if (stripeBytes < STRIPE_BYTES) {
        return;
      }
      take(stripe, 0);
      stripeBytes = 0;
    }
    for (; to - from >= STRIPE_BYTES; from += STRIPE_BYTES) {
      take(bytes, from);
    }
    stripeBytes = to - from;
    System.arraycopy(bytes, from, stripe, 0, stripeBytes);
  }

  private void take(byte[] bytes, int at) {
    striped = true;
    lane1 = round(lane1, (int) LITTLE_INT.get(bytes, at));
    lane2 = round(lane2, (int) LITTLE_INT.get(bytes, at + 4));
    lane3 = round(lane3, (int) LITTLE_INT.get(bytes, at + 8));
    lane4 = round(lane4, (int) LITTLE_INT.get(bytes, at + 12));
  }

  private static int round(int lane, int word) {
    return Integer.rotateLeft(lane + word * PRIME_2, 13) * PRIME_1;
  }

  int value() {
    int hash = striped ? merged() : PRIME_5;
    hash += totalBytes;
    int at = 0;
    for (; at + Integer.BYTES <= stripeBytes; at += Integer.BYTES) {
      hash += (int) LITTLE_INT.get(stripe, at) * PRIME_3;
      hash = Integer.rotateLeft(hash, 17) * PRIME_4;
    }
    for (; at < stripeBytes; at++) {
      hash += (stripe[at] & 0xFF) * PRIME_5;
      hash = Integer.rotateLeft(hash, 11) * PRIME_1;
    }
    hash = (hash ^ hash >>> 15) * PRIME_2;
    hash = (hash ^ hash >>> 13) * PRIME_3;
    return hash ^ hash >>> 16;
  }

  private int merged() {
    return Integer.rotateLeft(lane1, 1)
        + Integer.rotateLeft(lane2, 7)
        + Integer.rotateLeft(lane3, 12)
        + Integer.rotateLeft(lane4, 18);
  }
}
