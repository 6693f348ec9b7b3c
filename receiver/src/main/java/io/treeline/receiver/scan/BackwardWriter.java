package io.treeline.receiver.scan;

import java.util.Arrays;

/// Writes protobuf from the end to the start, so that every length is known when it is written.
final class BackwardWriter {
  /// The tag (field numbers under 16) and length of a field, at most.
  static final int PREFIX_BYTES = 6;

  private final byte[] scratch;
  private int position;

  BackwardWriter(int capacity) {
    this.scratch = new byte[capacity];
    this.position = capacity;
  }

  void clear() {
    position = scratch.length;
  }

  int position() {
    return position;
  }

  void bytes(byte[] source, int from, int length) {
    position -= length;
    System.arraycopy(source, from, scratch, position, length);
  }

  /// Puts tag and length before what was written since the cursor stood at `end`.
  void prefix(int tag, int end) {
    int length = end - position;
    position -= varintBytes(length);
    int at = position;
    while (length >= 0x80) {
      scratch[at++] = (byte) (length | 0x80);
      length >>>= 7;
    }
    scratch[at] = (byte) length;
    scratch[--position] = (byte) tag;
  }

  byte[] copy() {
    return Arrays.copyOfRange(scratch, position, scratch.length);
  }

  private static int varintBytes(int value) {
    return value == 0 ? 1 : (38 - Integer.numberOfLeadingZeros(value)) / 7;
  }
}
