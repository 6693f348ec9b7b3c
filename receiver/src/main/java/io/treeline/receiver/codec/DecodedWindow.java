package io.treeline.receiver.codec;

import io.treeline.receiver.scan.Headroom;
import io.treeline.receiver.scan.RefusedException;
import java.io.IOException;
import java.util.Arrays;

/// The bytes decoded last, which copies refer back to.
///
/// Grows as bytes are decoded, not as they are announced, up to a limit.
final class DecodedWindow {
  private static final int FIRST_BYTES = 4_096;

  private final Headroom headroom;
  private byte[] bytes = new byte[FIRST_BYTES];
  private int size;
  private int limit;

  DecodedWindow(Headroom headroom) {
    this.headroom = headroom;
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  /// Lets the window grow to that many bytes.
  void limit(int mostBytes) {
    limit = mostBytes;
  }

  /// Forgets all but the last bytes.
  void keepLast(int count) {
    int kept = Math.min(count, size);
    System.arraycopy(bytes, size - kept, bytes, 0, kept);
    size = kept;
  }

  /// Decodes bytes that stand for themselves.
  void literals(CodedInput in, int count) throws IOException, CorruptDataException {
    requireRoom(count);
    int left = count;
    while (left > 0) {
      // Room is taken for what is there, not for what a length claims.
      in.require();
      int step = Math.min(left, in.limit() - in.position());
      grow(step);
      in.readFully(bytes, size, step);
      size += step;
      left -= step;
    }
  }

  /// Repeats `count` bytes from `distance` back, which may reach into the repetition itself.
  void copy(int distance, int count) throws RefusedException, CorruptDataException {
    if (distance <= 0 || distance > size) {
      throw new CorruptDataException("a copy from before the start");
    }
    requireRoom(count);
    grow(count);
    int left = count;
    int available = distance;
    while (left > 0) {
      int step = Math.min(left, available);
      System.arraycopy(bytes, size - available, bytes, size, step);
      size += step;
      left -= step;
      available += step;
    }
  }

  private void requireRoom(int count) throws CorruptDataException {
    if (count < 0 || count > limit - size) {
      throw new CorruptDataException("a block holds more than it may");
    }
  }

  private void grow(int count) throws RefusedException {
    int needed = size + count;
    if (needed > bytes.length) {
      int capacity = (int) Math.min(limit, Math.max(needed, 2L * bytes.length));
      headroom.require(capacity);
      bytes = Arrays.copyOf(bytes, capacity);
    }
  }
}
