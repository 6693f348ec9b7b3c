package io.treeline.receiver.scan;

import java.util.zip.CRC32C;

/// CRC-32C over a prefix and many suffixes, with the prefix read once.
///
/// The platform's CRC32C cannot start from a given state. But for every state there are four bytes
/// that lead to it, so those four stand for the prefix, however long that is; without this a large
/// resource before many small spans would be read once per span. Source: Stigge et al., "Reversing
/// CRC - Theory and Practice", 2006, section 4.1.
final class Crc32cPrefix {
  private static final int POLYNOMIAL = 0x82F63B78;
  private static final int INITIAL = -1;
  private static final int[] FORWARD = new int[256];
  private static final int[] BACKWARD = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int state = i;
      for (int bit = 0; bit < 8; bit++) {
        state = (state & 1) == 0 ? state >>> 1 : state >>> 1 ^ POLYNOMIAL;
      }
      FORWARD[i] = state;
      BACKWARD[state >>> 24] = i;
    }
  }

  private final CRC32C crc = new CRC32C();
  private final byte[] prefix = new byte[Integer.BYTES];

  private int value;

  /// Begins with the empty prefix.
  Crc32cPrefix() {
    become(0);
  }

  /// The CRC of the prefix, which can bring it back.
  int value() {
    return value;
  }

  /// Lengthens the prefix.
  void extend(byte[] bytes, int from, int to) {
    become(with(bytes, from, to));
  }

  /// The CRC of the prefix and these bytes; the prefix stays.
  int with(byte[] bytes, int from, int to) {
    crc.reset();
    crc.update(prefix, 0, prefix.length);
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  /// Makes the prefix one whose CRC is `value`.
  void become(int value) {
    this.value = value;
    int state = ~value;
    for (int i = 0; i < Integer.BYTES; i++) {
      int index = BACKWARD[state >>> 24];
      state = (state ^ FORWARD[index]) << 8 | index;
    }
    int bytes = state ^ INITIAL;
    for (int i = 0; i < Integer.BYTES; i++) {
      prefix[i] = (byte) (bytes >>> 8 * i);
    }
  }
}
