package io.treeline.receiver.codec;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// A buffer over coded bytes, read by number and by piece.
///
/// A read past the end is an [EOFException], which [DecodedStream] tells as truncation.
final class CodedInput implements Closeable {
  private static final int BUFFER_BYTES = 16_384;
  private static final byte[] NOTHING = {};

  private final InputStream wire;
  private byte[] buffer;
  private int position;
  private int limit;

  /// Reads a stream, from the first call that needs a byte.
  CodedInput(InputStream wire) {
    this.wire = wire;
    this.buffer = NOTHING;
  }

  /// Reads `length` bytes of an array.
  CodedInput(byte[] bytes, int length) {
    this.wire = InputStream.nullInputStream();
    this.buffer = bytes;
    this.limit = length;
  }

  /// Whether nothing is left.
  boolean atEnd() throws IOException {
    return position == limit && !fill();
  }

  /// The bytes at hand, of which [#position] to [#limit] are unread.
  byte[] buffer() {
    return buffer;
  }

  int position() {
    return position;
  }

  int limit() {
    return limit;
  }

  /// Notes that the bytes at hand are read up to there.
  void position(int read) {
    position = read;
  }

  /// Makes bytes at hand.
  void require() throws IOException {
    if (atEnd()) {
      throw new EOFException();
    }
  }

  private boolean fill() throws IOException {
    if (buffer.length == 0) {
      buffer = new byte[BUFFER_BYTES];
    }
    int count = wire.read(buffer, 0, buffer.length);
    if (count <= 0) {
      return false;
    }
    position = 0;
    limit = count;
    return true;
  }

  /// Whether the first bytes of the stream, before any was read, are these.
  boolean beginsWith(byte[] prefix) throws IOException {
    require();
    while (limit < prefix.length) {
      int count = wire.read(buffer, limit, buffer.length - limit);
      if (count <= 0) {
        return false;
      }
      limit += count;
    }
    return Arrays.equals(buffer, 0, prefix.length, prefix, 0, prefix.length);
  }

  /// The next byte, unsigned.
  int next() throws IOException {
    if (position == limit) {
      require();
    }
    return buffer[position++] & 0xFF;
  }

  int littleEndian16() throws IOException {
    return next() | next() << 8;
  }

  int littleEndian24() throws IOException {
    return littleEndian16() | next() << 16;
  }

  int littleEndian32() throws IOException {
    return littleEndian24() | next() << 24;
  }

  void readFully(byte[] target, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      require();
      int count = Math.min(length - done, limit - position);
      System.arraycopy(buffer, position, target, offset + done, count);
      position += count;
      done += count;
    }
  }

  /// Reads a piece of any length that the sender may only claim: memory is taken as bytes come.
  ///
  /// @param piece is used again if it is large enough
  /// @return an array that begins with the piece
  byte[] readPiece(int length, byte[] piece) throws IOException {
    byte[] target = piece;
    int done = 0;
    while (done < length) {
      int next = Math.min(length, Math.max(2 * done, BUFFER_BYTES));
      if (target.length < next) {
        target = Arrays.copyOf(target, next);
      }
      readFully(target, done, next - done);
      done = next;
    }
    return target;
  }

  void skip(long count) throws IOException {
    long left = count;
    while (left > 0) {
      require();
      int step = (int) Math.min(left, limit - position);
      position += step;
      left -= step;
    }
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
