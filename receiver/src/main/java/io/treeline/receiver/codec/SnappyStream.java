package io.treeline.receiver.codec;

import io.treeline.receiver.scan.Headroom;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// One Snappy block, or a framed stream if it begins like one.
///
/// A block is decoded in one piece, because a copy in it may refer to any byte before. Old
/// Collectors sent frames by the name of blocks, and new ones take both.
final class SnappyStream extends DecodedStream {
  private final DecodedWindow block;
  private @Nullable SnappyFrames frames;
  private boolean decoded;
  private int given;

  SnappyStream(InputStream wire, Headroom headroom) {
    super("snappy", wire);
    this.block = new DecodedWindow(headroom);
  }

  @Override
  int decode(CodedInput in, byte[] target, int offset, int length)
      throws IOException, CorruptDataException {
    if (!decoded && frames == null && SnappyFrames.follow(in)) {
      frames = new SnappyFrames();
    }
    if (frames != null) {
      return frames.decode(in, target, offset, length);
    }
    if (!decoded) {
      decodeBlock(in);
      decoded = true;
    }
    int count = Math.min(length, block.size() - given);
    System.arraycopy(block.bytes(), given, target, offset, count);
    given += count;
    return count > 0 ? count : -1;
  }

  private void decodeBlock(CodedInput in) throws IOException, CorruptDataException {
    int length = SnappyBlock.readLength(in);
    block.limit(length);
    SnappyBlock.decode(in, block);
    if (block.size() != length) {
      throw new CorruptDataException("a block holds less than it says");
    }
  }

  /// What is decoded and not read yet.
  @Override
  public int available() {
    return decoded ? block.size() - given : 0;
  }
}
