package io.treeline.receiver.json;

import io.treeline.receiver.scan.RefusedException;
import java.io.Writer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A growing buffer of protobuf fields.
///
/// The length of a nested message is put before it when it ends ([#begin], [#end]): one byte is
/// left for it, and a message over 127 bytes is moved to make room.
final class ProtoBuffer {
  private static final int FIRST_BYTES = 4_096;
  private static final int MAX_VARINT_BYTES = 10;
  private static final VarHandle LITTLE_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LITTLE_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final int limitBytes;
  private byte[] bytes = new byte[FIRST_BYTES];
  private int size;

  ProtoBuffer(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  int size() {
    return size;
  }

  /// Takes back what was written since then.
  void cut(int sizeThen) {
    size = sizeThen;
  }

  void varint(long value) throws RefusedException {
    require(MAX_VARINT_BYTES);
    size = putVarint(size, value);
  }

  void fixed64(long value) throws RefusedException {
    require(Long.BYTES);
    LITTLE_LONG.set(bytes, size, value);
    size += Long.BYTES;
  }

  void fixed32(int value) throws RefusedException {
    require(Integer.BYTES);
    LITTLE_INT.set(bytes, size, value);
    size += Integer.BYTES;
  }

  /// Length and content of a bytes field.
  void bytes(byte[] value) throws RefusedException {
    varint(value.length);
    require(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  /// Opens a length-delimited value.
  ///
  /// @return what [#end] needs
  int begin() throws RefusedException {
    require(1);
    return ++size;
  }

  void end(int begun) throws RefusedException {
    int length = size - begun;
    if (length < 0x80) {
      bytes[begun - 1] = (byte) length;
      return;
    }
    int more = (31 - Integer.numberOfLeadingZeros(length)) / 7;
    require(more);
    System.arraycopy(bytes, begun, bytes, begun + more, length);
    putVarint(begun - 1, length);
    size += more;
  }

  private int putVarint(int at, long value) {
    int next = at;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[next++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[next++] = (byte) rest;
    return next;
  }

  private void require(int count) throws RefusedException {
    if (count <= bytes.length - size) {
      return;
    }
    if (count > limitBytes + MAX_VARINT_BYTES - size) {
      throw RefusedException.tooLarge("the request is larger than " + limitBytes + " bytes");
    }
    long doubled = Math.max(2L * bytes.length, (long) size + count);
    bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, (long) limitBytes + MAX_VARINT_BYTES));
  }

  /// Takes characters as UTF-8, in any pieces; half a surrogate pair becomes U+FFFD.
  Writer utf8() {
    return new Utf8Writer(this);
  }

  /// Encodes characters; `before` is the high surrogate that came last, or 0.
  ///
  /// @return the high surrogate that now came last, or 0
  char utf8(char[] characters, int from, int to, char before) throws RefusedException {
    char high = before;
    for (int i = from; i < to; i++) {
      char c = characters[i];
      if (high != 0) {
        boolean pair = Character.isLowSurrogate(c);
        codePoint(pair ? Character.toCodePoint(high, c) : Utf8Writer.REPLACEMENT);
        high = 0;
        if (pair) {
          continue;
        }
      }
      if (Character.isHighSurrogate(c)) {
        high = c;
      } else {
        codePoint(Character.isLowSurrogate(c) ? Utf8Writer.REPLACEMENT : c);
      }
    }
    return high;
  }

  void codePoint(int c) throws RefusedException {
    require(4);
    if (c < 0x80) {
      bytes[size++] = (byte) c;
    } else if (c < 0x800) {
      bytes[size++] = (byte) (0xC0 | c >> 6);
      bytes[size++] = (byte) (0x80 | c & 0x3F);
    } else if (c < 0x10000) {
      bytes[size++] = (byte) (0xE0 | c >> 12);
      bytes[size++] = (byte) (0x80 | c >> 6 & 0x3F);
      bytes[size++] = (byte) (0x80 | c & 0x3F);
    } else {
      bytes[size++] = (byte) (0xF0 | c >> 18);
      bytes[size++] = (byte) (0x80 | c >> 12 & 0x3F);
      bytes[size++] = (byte) (0x80 | c >> 6 & 0x3F);
      bytes[size++] = (byte) (0x80 | c & 0x3F);
    }
  }
}
