package io.treeline.receiver.codec;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Zstandard frames (RFC 8878), of any number one after the other, by the reference library.
///
/// Its memory is native: a fixed part of about 100 KiB and the window, of which no more becomes
/// resident than was decoded. It is freed by [#close].
final class ZstdStream extends DecodedStream {
  /// The largest window, 128 MiB: what the reference tool makes unless it is told otherwise.
  static final int MAX_WINDOW_LOG = 27;

  private @Nullable ZstdDecompressCtx context;
  private boolean insideFrame;

  ZstdStream(InputStream wire) {
    super("zstd", wire);
  }

  @Override
  int decode(CodedInput in, byte[] target, int offset, int length)
      throws IOException, CorruptDataException {
    ZstdDecompressCtx frames = context();
    ByteBuffer out = ByteBuffer.wrap(target, offset, length);
    while (insideFrame || !in.atEnd()) {
      decodeSome(frames, in, out);
      if (out.position() > offset) {
        return out.position() - offset;
      }
      if (insideFrame) {
        in.require();
      }
    }
    return -1;
  }

  private void decodeSome(ZstdDecompressCtx frames, CodedInput in, ByteBuffer out)
      throws CorruptDataException {
    ByteBuffer coded = ByteBuffer.wrap(in.buffer(), in.position(), in.limit() - in.position());
    try {
      insideFrame = !frames.decompressByteBufferStream(out, coded);
    } catch (ZstdException e) {
      throw new CorruptDataException(String.valueOf(e.getMessage()));
    }
    in.position(coded.position());
  }

  private ZstdDecompressCtx context() {
    if (context == null) {
      context = new ZstdDecompressCtx().setLongMax(MAX_WINDOW_LOG);
    }
    return context;
  }

  @Override
  public void close() throws IOException {
    if (context != null) {
      context.close();
      context = null;
    }
    super.close();
  }
}
