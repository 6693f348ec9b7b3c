package io.treeline.receiver.codec;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// What stands at the start of an LZ4 frame, after its magic number.
///
/// @param linked whether copies refer to earlier blocks
/// @param contentBytes what the frame holds, if `hasContentBytes`
record Lz4FrameHeader(
    boolean linked,
    boolean blockChecksums,
    boolean contentChecksum,
    boolean hasContentBytes,
    long contentBytes,
    int maxBlockBytes) {
  private static final int VERSION_MASK = 0xC0;
  private static final int VERSION = 0x40;
  private static final int INDEPENDENT = 0x20;
  private static final int BLOCK_CHECKSUMS = 0x10;
  private static final int CONTENT_BYTES = 8;
  private static final int CONTENT_CHECKSUM = 4;
  private static final int RESERVED = 2;
  private static final int DICTIONARY = 1;

  private static final VarHandle LITTLE_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /// Codes 4 to 7 are 64 KiB, 256 KiB, 1 MiB and 4 MiB.
  private static final int FIRST_SIZE_CODE = 4;

  static Lz4FrameHeader read(CodedInput in) throws IOException, CorruptDataException {
    byte[] header = new byte[2 + Long.BYTES];
    in.readFully(header, 0, 2);
    int flags = header[0];
    if ((flags & VERSION_MASK) != VERSION || (flags & RESERVED) != 0) {
      throw new CorruptDataException("a frame of an unknown version");
    }
    if ((flags & DICTIONARY) != 0) {
      throw new CorruptDataException("it needs a dictionary");
    }
    boolean sized = (flags & CONTENT_BYTES) != 0;
    int length = sized ? header.length : 2;
    in.readFully(header, 2, length - 2);
    XxHash32 hash = new XxHash32();
    hash.update(header, 0, length);
    if (in.next() != (hash.value() >>> 8 & 0xFF)) {
      throw new CorruptDataException("the checksum of a frame header differs");
    }
    return new Lz4FrameHeader(
        (flags & INDEPENDENT) == 0,
        (flags & BLOCK_CHECKSUMS) != 0,
        (flags & CONTENT_CHECKSUM) != 0,
        sized,
        sized ? (long) LITTLE_LONG.get(header, 2) : 0,
        maxBlockBytes(header[1]));
  }

  private static int maxBlockBytes(int descriptor) throws CorruptDataException {
    int code = descriptor >>> 4 & 7;
    if (code < FIRST_SIZE_CODE || (descriptor & 0x8F) != 0) {
      throw new CorruptDataException("a frame with an unknown block size");
    }
    return 1 << 8 + 2 * code;
  }
}
