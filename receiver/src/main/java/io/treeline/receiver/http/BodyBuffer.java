package io.treeline.receiver.http;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.treeline.receiver.admission.Pieces;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The bytes of a body as they came.
///
/// Filled on the event loop, then read once on another thread. Copies, because a network buffer of
/// 64 KiB may hold a single byte of a slow sender, and takes memory as bytes come, not as they are
/// announced: only when half of them are there is there one array for all.
final class BodyBuffer {
  private final Pieces pieces = new Pieces();
  private final long expectedBytes;
  private final boolean inOne;
  private byte @Nullable [] whole;
  private int wholeBytes;
  private long lastFour;

  /// @param expectedBytes what the sender says will come, or a number below 0
  /// @param inOne whether the bytes will be asked for in one array
  BodyBuffer(long expectedBytes, boolean inOne) {
    this.expectedBytes = expectedBytes;
    this.inOne = inOne;
  }

  long sizeBytes() {
    return whole == null ? pieces.sizeBytes() : wholeBytes;
  }

  /// The last four bytes as a little-endian number.
  long lastFour() {
    return lastFour;
  }

  /// What is held once so many more bytes have come.
  long bytesAfter(int more) {
    long size = sizeBytes() + more;
    return becomesWhole(size) ? expectedBytes : size;
  }

  void append(ByteBuf bytes) {
    noteLast(bytes);
    while (bytes.isReadable()) {
      byte[] all = whole();
      if (all == null) {
        byte[] open = pieces.open(expectedBytes - pieces.sizeBytes());
        int count = Math.min(bytes.readableBytes(), open.length - pieces.position());
        bytes.readBytes(open, pieces.position(), count);
        pieces.written(count);
      } else {
        int count = Math.min(bytes.readableBytes(), all.length - wholeBytes);
        bytes.readBytes(all, wholeBytes, count);
        wholeBytes += count;
      }
    }
  }

  private void noteLast(ByteBuf bytes) {
    int count = Math.min(Integer.BYTES, bytes.readableBytes());
    for (int i = bytes.writerIndex() - count; i < bytes.writerIndex(); i++) {
      lastFour = lastFour >>> Byte.SIZE | (bytes.getByte(i) & 0xFFL) << 3 * Byte.SIZE;
    }
  }

  private boolean becomesWhole(long size) {
    return inOne && expectedBytes > 0 && 2 * size >= expectedBytes;
  }

  /// One array for all, once half of them are there.
  private byte @Nullable [] whole() {
    if (whole == null && becomesWhole(pieces.sizeBytes())) {
      wholeBytes = (int) pieces.sizeBytes();
      whole = new byte[(int) expectedBytes];
      pieces.drainTo(whole, 0);
    }
    return whole;
  }

  /// All bytes, of which nothing is kept here.
  byte[] toByteArray() {
    if (whole != null) {
      return whole;
    }
    byte[] all = new byte[Math.toIntExact(pieces.sizeBytes())];
    pieces.drainTo(all, 0);
    return all;
  }

  /// All bytes as a stream that lets them go as they are read.
  InputStream stream() {
    return new Stream(pieces);
  }

  private static final class Stream extends InputStream {
    private final Pieces pieces;
    private byte[] current = new byte[0];
    private int position;

    Stream(Pieces pieces) {
      this.pieces = pieces;
    }

    @Override
    public int read() {
      return advance() ? current[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (!advance()) {
        return -1;
      }
      int count = Math.min(length, current.length - position);
      System.arraycopy(current, position, target, offset, count);
      position += count;
      return count;
    }

    private boolean advance() {
      if (position == current.length) {
        current = pieces.take();
        position = 0;
      }
      return current.length > 0;
    }
  }
}
