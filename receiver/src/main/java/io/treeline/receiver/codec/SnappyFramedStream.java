package io.treeline.receiver.codec;

import java.io.IOException;
import java.io.InputStream;

/// The framing format of Snappy, under its own name.
final class SnappyFramedStream extends DecodedStream {
  private final SnappyFrames frames = new SnappyFrames();

  SnappyFramedStream(InputStream wire) {
    super("snappy frames", wire);
  }

  @Override
  int decode(CodedInput in, byte[] target, int offset, int length)
      throws IOException, CorruptDataException {
    return frames.decode(in, target, offset, length);
  }
}
