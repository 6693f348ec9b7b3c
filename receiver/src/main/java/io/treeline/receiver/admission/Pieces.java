package io.treeline.receiver.admission;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// Bytes whose number is not known before they end, in arrays that grow with it.
///
/// Filled, then read once; a piece is let go when it is read. Of one thread at a time.
public final class Pieces {
  private static final int FIRST_BYTES = 8 << 10;

  /// Small pieces are given back to the heap sooner.
  private static final int MAX_PIECE_BYTES = 1 << 20;

  private final Deque<byte[]> full = new ArrayDeque<>();
  private byte[] open = new byte[0];
  private int openBytes;
  private long sizeBytes;

  public long sizeBytes() {
    return sizeBytes;
  }

  /// The array to write to next, from [#position] on and with room for a byte at least.
  ///
  /// @param most what can come still, or a number below 0
  public byte[] open(long most) {
    if (openBytes == open.length) {
      if (openBytes > 0) {
        full.add(open);
      }
      long usual = Math.clamp(sizeBytes, FIRST_BYTES, MAX_PIECE_BYTES);
      open = new byte[(int) (most <= 0 ? usual : Math.min(usual, most))];
      openBytes = 0;
    }
    return open;
  }

  public int position() {
    return openBytes;
  }

  /// Notes that so many bytes were written to the open array.
  public void written(int count) {
    openBytes += count;
    sizeBytes += count;
  }

  /// Copies everything to an array and lets it go.
  public void drainTo(byte[] target, int offset) {
    int position = offset;
    for (byte[] next = full.poll(); next != null; next = full.poll()) {
      System.arraycopy(next, 0, target, position, next.length);
      position += next.length;
    }
    System.arraycopy(open, 0, target, position, openBytes);
    open = new byte[0];
    openBytes = 0;
    sizeBytes = 0;
  }

  /// Takes the first piece; empty when all are taken.
  public byte[] take() {
    byte[] next = full.poll();
    if (next == null) {
      next = openBytes == open.length ? open : Arrays.copyOf(open, openBytes);
      open = new byte[0];
      openBytes = 0;
    }
    sizeBytes -= next.length;
    return next;
  }
}
