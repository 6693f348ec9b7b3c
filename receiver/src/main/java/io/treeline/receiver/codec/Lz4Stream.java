package io.treeline.receiver.codec;

import io.treeline.receiver.scan.Headroom;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// LZ4 frames, of any number one after the other, with linked or independent blocks.
///
/// Ours, because no Java library reads linked blocks, which is what Python's `lz4` sends.
///
/// Source: lz4/lz4, doc/lz4_Frame_format.md.
final class Lz4Stream extends DecodedStream {
  private static final int MAGIC = 0x184D2204;
  private static final int SKIPPABLE_MAGIC = 0x184D2A50;
  private static final int SKIPPABLE_MASK = 0xFFFFFFF0;
  private static final int PLAIN_BLOCK = 1 << 31;

  /// How far back a copy may refer.
  private static final int HISTORY_BYTES = 65_536;

  private final DecodedWindow window = new DecodedWindow(Headroom.UNLIMITED);
  private final XxHash32 hash = new XxHash32();
  private @Nullable Lz4FrameHeader frame;
  private long frameBytes;
  private byte[] piece = new byte[0];
  private int given;

  Lz4Stream(InputStream wire) {
    super("lz4", wire);
  }

  @Override
  int decode(CodedInput in, byte[] target, int offset, int length)
      throws IOException, CorruptDataException {
    while (given == window.size()) {
      if (frame == null) {
        if (in.atEnd()) {
          return -1;
        }
        openFrame(in);
      } else {
        readBlock(in, frame);
      }
    }
    int count = Math.min(length, window.size() - given);
    System.arraycopy(window.bytes(), given, target, offset, count);
    given += count;
    return count;
  }

  private void openFrame(CodedInput in) throws IOException, CorruptDataException {
    int magic = in.littleEndian32();
    if ((magic & SKIPPABLE_MASK) == SKIPPABLE_MAGIC) {
      in.skip(in.littleEndian32() & 0xFFFF_FFFFL);
      return;
    }
    if (magic != MAGIC) {
      throw new CorruptDataException("it has no lz4 frame");
    }
    frame = Lz4FrameHeader.read(in);
    frameBytes = 0;
    hash.reset();
    forget(0);
  }

  private void forget(int kept) {
    window.keepLast(kept);
    given = window.size();
  }

  private void readBlock(CodedInput in, Lz4FrameHeader header)
      throws IOException, CorruptDataException {
    int size = in.littleEndian32();
    if (size == 0) {
      closeFrame(in, header);
      return;
    }
    int length = size & ~PLAIN_BLOCK;
    if (length > header.maxBlockBytes()) {
      throw new CorruptDataException("a block is larger than its frame allows");
    }
    forget(header.linked() ? HISTORY_BYTES : 0);
    window.limit(given + header.maxBlockBytes());
    piece = in.readPiece(length, piece);
    if (header.blockChecksums() && in.littleEndian32() != hashOf(piece, length)) {
      throw new CorruptDataException("the checksum of a block differs");
    }
    CodedInput block = new CodedInput(piece, length);
    if (size < 0) {
      window.literals(block, length);
    } else {
      Lz4Block.decode(block, window);
    }
    frameBytes += window.size() - given;
    if (header.contentChecksum()) {
      hash.update(window.bytes(), given, window.size() - given);
    }
  }

  private static int hashOf(byte[] bytes, int length) {
    XxHash32 hash = new XxHash32();
    hash.update(bytes, 0, length);
    return hash.value();
  }

  private void closeFrame(CodedInput in, Lz4FrameHeader header)
      throws IOException, CorruptDataException {
    if (header.contentChecksum() && in.littleEndian32() != hash.value()) {
      throw new CorruptDataException("the checksum differs");
    }
    if (header.hasContentBytes() && header.contentBytes() != frameBytes) {
      throw new CorruptDataException("a frame holds another length than it says");
    }
    frame = null;
  }
}
