package io.treeline.receiver.codec;

import java.io.IOException;

/// The elements of a Snappy block: literals, and copies of what came before.
///
/// Source: google/snappy, format_description.txt.
final class SnappyBlock {
  private static final int MAX_LENGTH_BYTES = 5;

  private SnappyBlock() {}

  /// Reads the length of the decoded block, with which a block begins.
  static int readLength(CodedInput in) throws IOException, CorruptDataException {
    long length = 0;
    for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
      int next = in.next();
      length |= (long) (next & 0x7F) << 7 * i;
      if (next < 0x80 && length <= Integer.MAX_VALUE) {
        return (int) length;
      }
    }
    throw new CorruptDataException("the length of a block is too large");
  }

  /// Decodes all elements.
  static void decode(CodedInput in, DecodedWindow out) throws IOException, CorruptDataException {
    while (!in.atEnd()) {
      int tag = in.next();
      int length = tag >>> 2;
      switch (tag & 3) {
        case 0 -> out.literals(in, literalLength(in, length));
        case 1 -> out.copy((length & 0x38) << 5 | in.next(), 4 + (length & 7));
        case 2 -> out.copy(in.littleEndian16(), 1 + length);
        default -> out.copy(in.littleEndian32(), 1 + length);
      }
    }
  }

  private static int literalLength(CodedInput in, int length) throws IOException {
    return 1
        + switch (length) {
          case 60 -> in.next();
          case 61 -> in.littleEndian16();
          case 62 -> in.littleEndian24();
          case 63 -> in.littleEndian32();
          default -> length;
        };
  }
}
