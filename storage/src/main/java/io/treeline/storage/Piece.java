package io.treeline.storage;

import java.util.Arrays;

/// Bytes of large items that stand in `content` once, however often they come again; grows until
/// [#MAX_BYTES]. Owned by the journal's thread.
final class Piece {
  /// Pieces are small, because whoever needs a part of one reads all of it.
  static final int MAX_BYTES = 64 << 10;

  private static final int FIRST_BYTES = 4 << 10;

  final long sequence;
  final int index;
  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;

  /// @param sequence the record that it is written with
  /// @param index its number among the pieces of that record
  Piece(long sequence, int index) {
    this.sequence = sequence;
    this.index = index;
  }

  int length() {
    return length;
  }

  int room() {
    return MAX_BYTES - length;
  }

  void append(byte[] from, int offset, int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(MAX_BYTES, 2 * (length + count)));
    }
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
  }

  /// All its bytes, at the end of which nothing more is appended.
  byte[] finish() {
    if (bytes.length > length) {
      bytes = Arrays.copyOf(bytes, length);
    }
    return bytes;
  }

  /// How many bytes before `offset` equal those before `at`, `most` at most.
  int commonBefore(int offset, byte[] other, int at, int most) {
    int limit = Math.min(most, offset);
    int common = 0;
    while (common < limit && bytes[offset - 1 - common] == other[at - 1 - common]) {
      common++;
    }
    return common;
  }

  /// How many bytes from `offset` on equal those from `at` on, `most` at most.
  int commonAfter(int offset, byte[] other, int at, int most) {
    int limit = Math.min(most, length - offset);
    int first = Arrays.mismatch(bytes, offset, offset + limit, other, at, at + limit);
    return first < 0 ? limit : first;
  }
}
