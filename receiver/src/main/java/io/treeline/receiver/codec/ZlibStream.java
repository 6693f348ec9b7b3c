package io.treeline.receiver.codec;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The zlib format (RFC 1950), which the platform's inflater reads whole: header, data, Adler-32.
final class ZlibStream extends DecodedStream {
  private @Nullable Inflation inflation;

  ZlibStream(InputStream wire) {
    super("zlib", wire);
  }

  @Override
  int decode(CodedInput in, byte[] target, int offset, int length)
      throws IOException, CorruptDataException {
    if (inflation == null) {
      inflation = Inflation.ofZlib();
    }
    return inflation.inflate(in, target, offset, length);
  }

  @Override
  public void close() throws IOException {
    if (inflation != null) {
      inflation.end();
    }
    super.close();
  }
}
