package io.treeline.storage.codec;

import java.io.ByteArrayOutputStream;

/// A payload told as parts: bytes that stand in it, and references to bytes of pieces in `content`.
///
/// Varint payload length, then for each part a varint n: n even, n/2 bytes follow; n odd, n/2 bytes
/// are taken from a piece, given by three varints: how many records ago it was written, its index
/// in that record, and the offset in it.
public final class Packed {
  private static final String WHAT = "packed payload";
  private static final int MAX_VARINT_BYTES = 10;

  private Packed() {}

  /// Takes the parts of a payload in order.
  public interface Parts {
    /// Bytes `from` to `from + length` of the packed form stand for themselves.
    void inline(byte[] packed, int from, int length);

    void reference(long recordsAgo, int index, int offset, int length);
  }

  private static final Parts NOWHERE =
      new Parts() {
        @Override
        public void inline(byte[] packed, int from, int length) {}

        @Override
        public void reference(long recordsAgo, int index, int offset, int length) {}
      };

  /// Writes the parts of one payload. Of one thread.
  public static final class Writer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    /// Begins a payload.
    public void begin(int payloadLength) {
      out.reset();
      varint(payloadLength);
    }

    public void inline(byte[] bytes, int from, int length) {
      varint((long) length << 1);
      out.write(bytes, from, length);
    }

    public void reference(long recordsAgo, int index, int offset, int length) {
      varint((long) length << 1 | 1);
      varint(recordsAgo);
      varint(index);
      varint(offset);
    }

    public byte[] toBytes() {
      return out.toByteArray();
    }

    private void varint(long value) {
      long left = value;
      while ((left & ~0x7FL) != 0) {
        out.write((int) (left & 0x7F | 0x80));
        left >>>= 7;
      }
      out.write((int) left);
    }
  }

  /// The length of a payload, once it is sure that the parts make it up.
  ///
  /// @throws io.treeline.model.store.StoreException if this is no packed payload
  public static int checkedLength(byte[] packed) {
    read(packed, NOWHERE);
    return new Reader(packed).number("length");
  }

  /// Reads a packed payload.
  ///
  /// @throws io.treeline.model.store.StoreException if this is none
  public static void read(byte[] packed, Parts parts) {
    Reader in = new Reader(packed);
    int length = in.number("length");
    long told = 0;
    while (in.at < packed.length) {
      long part = in.varint();
      int size = in.checked(part >>> 1, "part");
      told += size;
      if ((part & 1) == 0) {
        RecordVersion.check(size <= packed.length - in.at, WHAT, "a part is cut off");
        parts.inline(packed, in.at, size);
        in.at += size;
      } else {
        parts.reference(in.varint(), in.number("index"), in.number("offset"), size);
      }
    }
    RecordVersion.check(told == length, WHAT, "its parts do not add up");
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    int number(String what) {
      return checked(varint(), what);
    }

    int checked(long value, String what) {
      RecordVersion.check(value >= 0 && value <= Integer.MAX_VALUE, WHAT, what + " " + value);
      return (int) value;
    }

    long varint() {
      long value = 0;
      int end = Math.min(bytes.length, at + MAX_VARINT_BYTES);
      for (int shift = 0; at < end; shift += 7) {
        byte next = bytes[at++];
        value |= (next & 0x7FL) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw RecordVersion.damaged(WHAT, "a number is cut off");
    }
  }

  /// Copies bytes of a piece, which must hold them.
  public static void copy(byte[] piece, int offset, byte[] to, int at, int length) {
    RecordVersion.check(offset <= piece.length - length, WHAT, "a reference leaves its piece");
    System.arraycopy(piece, offset, to, at, length);
  }
}
