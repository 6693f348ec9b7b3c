package io.treeline.receiver.admission;

import io.treeline.receiver.scan.RefusedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// A gzip stream (RFC 1952) that begins when it is first read and refuses corrupt bytes as
/// malformed.
///
/// The platform's reads the header when it is made, which for gRPC is on the transport's thread,
/// where an exception becomes UNKNOWN.
public final class GunzipInputStream extends InputStream {
  private static final int BUFFER_BYTES = 8_192;

  private final InputStream wire;
  private @Nullable GZIPInputStream inflated;

  public GunzipInputStream(InputStream wire) {
    this.wire = wire;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      if (inflated == null) {
        inflated = new GZIPInputStream(wire, BUFFER_BYTES);
      }
      return inflated.read(target, offset, length);
    } catch (ZipException | EOFException e) {
      throw RefusedException.malformed("corrupt gzip: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    if (inflated == null) {
      wire.close();
    } else {
      inflated.close();
    }
  }
}
