package io.treeline.receiver.admission;

import io.treeline.receiver.scan.Headroom;
import io.treeline.receiver.scan.RefusedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream that is refused the moment it passes a limit or the headroom.
final class LimitedInputStream extends FilterInputStream {
  private final long limitBytes;
  private final Headroom headroom;
  private long readBytes;

  LimitedInputStream(InputStream in, long limitBytes, Headroom headroom) {
    super(in);
    this.limitBytes = limitBytes;
    this.headroom = headroom;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next >= 0) {
      account(1);
    }
    return next;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    if (count > 0) {
      account(count);
    }
    return count;
  }

  private void account(int count) throws RefusedException {
    readBytes += count;
    if (readBytes > limitBytes) {
      throw RefusedException.tooLarge("the request is larger than " + limitBytes + " bytes");
    }
    headroom.require(readBytes);
  }

  @Override
  public long skip(long count) {
    throw new UnsupportedOperationException("bytes are counted as they are read");
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
