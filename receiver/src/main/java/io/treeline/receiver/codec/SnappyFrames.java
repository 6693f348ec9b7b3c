package io.treeline.receiver.codec;

import io.treeline.receiver.scan.Headroom;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// The frames of a Snappy stream, each of at most 64 KiB of content with its checksum.
///
/// Source: google/snappy, framing_format.txt.
final class SnappyFrames {
  private static final int COMPRESSED = 0;
  private static final int PLAIN = 1;
  private static final int FIRST_SKIPPABLE = 0x80;
  private static final int STREAM_BEGIN = 0xFF;
  private static final byte[] STREAM_NAME = {'s', 'N', 'a', 'P', 'p', 'Y'};
  private static final byte[] FIRST_FRAME = {-1, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};
  private static final int MAX_CONTENT_BYTES = 65_536;

  /// Of 64 KiB that do not get smaller: source: snappy's MaxCompressedLength.
  private static final int MAX_COMPRESSED_BYTES = 32 + MAX_CONTENT_BYTES + MAX_CONTENT_BYTES / 6;

  private final DecodedWindow content = new DecodedWindow(Headroom.UNLIMITED);
  private final CRC32C crc = new CRC32C();
  private byte[] piece = new byte[0];
  private boolean begun;
  private int given;

  SnappyFrames() {
    content.limit(MAX_CONTENT_BYTES);
  }

  /// Whether an input that was not read yet begins as a framed stream.
  static boolean follow(CodedInput in) throws IOException {
    return in.beginsWith(FIRST_FRAME);
  }

  /// Decodes at least one byte, or gives -1 at the end.
  int decode(CodedInput in, byte[] target, int offset, int length)
      throws IOException, CorruptDataException {
    while (given == content.size()) {
      if (in.atEnd()) {
        return -1;
      }
      content.keepLast(0);
      given = 0;
      readFrame(in);
    }
    int count = Math.min(length, content.size() - given);
    System.arraycopy(content.bytes(), given, target, offset, count);
    given += count;
    return count;
  }

  private void readFrame(CodedInput in) throws IOException, CorruptDataException {
    int type = in.next();
    int length = in.littleEndian24();
    if (!begun && type != STREAM_BEGIN) {
      throw new CorruptDataException("it does not begin as a stream");
    }
    switch (type) {
      case COMPRESSED, PLAIN -> readContent(in, type, length);
      case STREAM_BEGIN -> readName(in, length);
      default -> {
        if (type < FIRST_SKIPPABLE) {
          throw new CorruptDataException("a frame of an unknown kind");
        }
        in.skip(length);
      }
    }
  }

  private void readName(CodedInput in, int length) throws IOException, CorruptDataException {
    byte[] name = new byte[STREAM_NAME.length];
    if (length == name.length) {
      in.readFully(name, 0, length);
    }
    if (!Arrays.equals(name, STREAM_NAME)) {
      throw new CorruptDataException("it is not named as a stream");
    }
    begun = true;
  }

  private void readContent(CodedInput in, int type, int length)
      throws IOException, CorruptDataException {
    int bytes = length - Integer.BYTES;
    if (bytes < 0 || bytes > (type == PLAIN ? MAX_CONTENT_BYTES : MAX_COMPRESSED_BYTES)) {
      throw new CorruptDataException("a frame of a wrong length");
    }
    int checksum = in.littleEndian32();
    if (type == PLAIN) {
      content.literals(in, bytes);
    } else {
      piece = in.readPiece(bytes, piece);
      decodeBlock(new CodedInput(piece, bytes));
    }
    crc.reset();
    crc.update(content.bytes(), 0, content.size());
    if (checksum != masked((int) crc.getValue())) {
      throw new CorruptDataException("the checksum differs");
    }
  }

  private void decodeBlock(CodedInput block) throws IOException, CorruptDataException {
    int length = SnappyBlock.readLength(block);
    SnappyBlock.decode(block, content);
    if (content.size() != length) {
      throw new CorruptDataException("a frame holds another length than it says");
    }
  }

  /// The format keeps checksums rotated, so that a checksum of checksums is of use.
  private static int masked(int crc) {
    return Integer.rotateRight(crc, 15) + 0xA282EAD8;
  }
}
