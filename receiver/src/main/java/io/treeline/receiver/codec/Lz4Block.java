package io.treeline.receiver.codec;

import java.io.IOException;

/// The sequences of an LZ4 block: literals, then a copy of what came before.
///
/// Source: lz4/lz4, doc/lz4_Block_format.md.
final class Lz4Block {
  private static final int LONG_LENGTH = 15;
  private static final int MIN_COPY = 4;

  private Lz4Block() {}

  /// Decodes all sequences; the last one has no copy.
  static void decode(CodedInput in, DecodedWindow out) throws IOException, CorruptDataException {
    while (true) {
      int token = in.next();
      out.literals(in, length(in, token >>> 4));
      if (in.atEnd()) {
        return;
      }
      int distance = in.littleEndian16();
      out.copy(distance, MIN_COPY + length(in, token & LONG_LENGTH));
    }
  }

  private static int length(CodedInput in, int code) throws IOException, CorruptDataException {
    int length = code;
    if (code == LONG_LENGTH) {
      int more;
      do {
        more = in.next();
        length += more;
        if (length < 0) {
          throw new CorruptDataException("a length of more than 31 bits");
        }
      } while (more == 0xFF);
    }
    return length;
  }
}
