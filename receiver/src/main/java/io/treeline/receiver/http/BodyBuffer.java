package io.treeline.receiver.http;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/// The bytes of a body as they came, in pieces that grow with it.
///
/// Filled on the event loop, then read once on another thread; a piece is let go when it is read.
/// Copies, because a network buffer of 64 KiB may hold a single byte of a slow sender.
final class BodyBuffer {
  private static final int FIRST_BYTES = 8 << 10;
  private static final int MAX_PIECE_BYTES = 1 << 20;

  private final Deque<byte[]> full = new ArrayDeque<>();
  private final long expectedBytes;
  private byte[] piece = new byte[0];
  private int pieceBytes;
  private long sizeBytes;

  /// @param expectedBytes what the sender says will come, or a number below 0
  BodyBuffer(long expectedBytes) {
    this.expectedBytes = expectedBytes;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  void append(ByteBuf bytes) {
    while (bytes.isReadable()) {
      if (pieceBytes == piece.length) {
        nextPiece(bytes.readableBytes());
      }
      int count = Math.min(bytes.readableBytes(), piece.length - pieceBytes);
      bytes.readBytes(piece, pieceBytes, count);
      pieceBytes += count;
      sizeBytes += count;
    }
  }

  private void nextPiece(int atHand) {
    if (pieceBytes > 0) {
      full.add(piece);
    }
    long usual = Math.clamp(sizeBytes, FIRST_BYTES, MAX_PIECE_BYTES);
    long left = expectedBytes < 0 ? usual : expectedBytes - sizeBytes;
    piece = new byte[(int) Math.max(atHand, Math.min(usual, left))];
    pieceBytes = 0;
  }

  /// All bytes, of which nothing is kept here.
  byte[] toByteArray() {
    if (full.isEmpty() && pieceBytes == piece.length) {
      return piece;
    }
    byte[] all = new byte[Math.toIntExact(sizeBytes)];
    int position = 0;
    for (byte[] next = full.poll(); next != null; next = full.poll()) {
      System.arraycopy(next, 0, all, position, next.length);
      position += next.length;
    }
    System.arraycopy(piece, 0, all, position, pieceBytes);
    return all;
  }

  /// All bytes as a stream.
  InputStream stream() {
    return new Stream();
  }

  private final class Stream extends InputStream {
    private byte[] current = new byte[0];
    private int position;
    private int limit;

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
      int count = Math.min(length, limit - position);
      System.arraycopy(current, position, target, offset, count);
      position += count;
      return count;
    }

    private boolean advance() {
      if (position < limit) {
        return true;
      }
      position = 0;
      byte[] next = full.poll();
      if (next != null) {
        current = next;
        limit = next.length;
        return true;
      }
      current = piece;
      limit = pieceBytes;
      pieceBytes = 0;
      return limit > 0;
    }
  }
}
