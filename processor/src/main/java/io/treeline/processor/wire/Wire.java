package io.treeline.processor.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A cursor over the fields of one protobuf message in a byte array. Allocates nothing per field.
///
/// [#next] reads a whole field; its value is then in [#value] (numbers) or lies between [#start]
/// and [#end] (strings, bytes, messages). Reusable for other ranges; owned by one thread.
public final class Wire {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int GROUP_DEPTH = 32;

  private byte[] bytes = new byte[0];
  private int position;
  private int limit;
  private int field;
  private int type;
  private long value;
  private int start;
  private int end;

  /// Moves to the message between two offsets.
  public Wire over(byte[] message, int from, int to) {
    if (from < 0 || from > to || to > message.length) {
      throw new MalformedException("a message outside its payload");
    }
    bytes = message;
    position = from;
    limit = to;
    return this;
  }

  /// Reads the next field; false at the end of the message.
  public boolean next() {
    if (position == limit) {
      return false;
    }
    int tag = (int) varint();
    field = tag >>> 3;
    type = tag & 7;
    switch (type) {
      case 0 -> value = varint();
      case 1 -> value = fixed64();
      case 2 -> readRange();
      case 3 -> skipGroup();
      case 5 -> value = fixed32();
      default -> throw new MalformedException("wire type " + type);
    }
    return true;
  }

  public int field() {
    return field;
  }

  /// Whether the field is a string, bytes or a message.
  public boolean isRange() {
    return type == 2;
  }

  public long value() {
    return value;
  }

  public int start() {
    return start;
  }

  public int end() {
    return end;
  }

  private long varint() {
    long result = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == limit) {
        throw new MalformedException("a number is cut off");
      }
      byte b = bytes[position++];
      result |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return result;
      }
    }
    throw new MalformedException("a number is too long");
  }

  private void readRange() {
    long length = varint();
    if (length < 0 || length > limit - position) {
      throw new MalformedException("a field is cut off");
    }
    start = position;
    position += (int) length;
    end = position;
  }

  private long fixed64() {
    require(Long.BYTES);
    long result = (long) LONG.get(bytes, position);
    position += Long.BYTES;
    return result;
  }

  private long fixed32() {
    require(Integer.BYTES);
    int result = (int) INT.get(bytes, position);
    position += Integer.BYTES;
    return result;
  }

  private void require(int count) {
    if (limit - position < count) {
      throw new MalformedException("a number is cut off");
    }
  }

  private void skipGroup() {
    for (int depth = 1; depth > 0; ) {
      int inner = (int) varint() & 7;
      switch (inner) {
        case 0 -> varint();
        case 1 -> fixed64();
        case 2 -> readRange();
        case 3 -> depth++;
        case 4 -> depth--;
        case 5 -> fixed32();
        default -> throw new MalformedException("wire type " + inner);
      }
      if (depth > GROUP_DEPTH) {
        throw new MalformedException("groups too deep");
      }
    }
  }
}
