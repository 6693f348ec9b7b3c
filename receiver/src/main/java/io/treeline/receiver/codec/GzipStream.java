package io.treeline.receiver.codec;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// The gzip format (RFC 1952), of any number of members one after the other and nothing else.
///
/// Not the platform's `GZIPInputStream`: that takes whatever follows the first member for its end.
final class GzipStream extends DecodedStream {
  private static final int MAGIC = 0x8B1F;
  private static final int DEFLATED = 8;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;

  /// Modification time, extra flags, operating system.
  private static final int UNUSED_HEADER_BYTES = 6;

  private final CRC32 crc = new CRC32();
  private @Nullable Inflation inflation;
  private int memberBytes;

  GzipStream(InputStream wire) {
    super("gzip", wire);
  }

  @Override
  int decode(CodedInput in, byte[] target, int offset, int length)
      throws IOException, CorruptDataException {
    if (inflation == null) {
      readHeader(in);
      inflation = Inflation.ofRaw();
    }
    while (true) {
      int count = inflation.inflate(in, target, offset, length);
      if (count > 0) {
        crc.update(target, offset, count);
        memberBytes += count;
        return count;
      }
      readTrailer(in);
      if (in.atEnd()) {
        return -1;
      }
      readHeader(in);
      inflation.reset();
    }
  }

  private static void readHeader(CodedInput in) throws IOException, CorruptDataException {
    if (in.littleEndian16() != MAGIC || in.next() != DEFLATED) {
      throw new CorruptDataException("it has no gzip header");
    }
    int flags = in.next();
    in.skip(UNUSED_HEADER_BYTES);
    if ((flags & FLAG_EXTRA) != 0) {
      in.skip(in.littleEndian16());
    }
    if ((flags & FLAG_NAME) != 0) {
      skipText(in);
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipText(in);
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      in.skip(Short.BYTES);
    }
  }

  private static void skipText(CodedInput in) throws IOException {
    int next = in.next();
    while (next != 0) {
      next = in.next();
    }
  }

  private void readTrailer(CodedInput in) throws IOException, CorruptDataException {
    if (in.littleEndian32() != (int) crc.getValue() || in.littleEndian32() != memberBytes) {
      throw new CorruptDataException("the checksum differs");
    }
    crc.reset();
    memberBytes = 0;
  }

  @Override
  public void close() throws IOException {
    if (inflation != null) {
      inflation.end();
    }
    super.close();
  }
}
