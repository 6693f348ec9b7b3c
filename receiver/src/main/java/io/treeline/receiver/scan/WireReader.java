package io.treeline.receiver.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A cursor over the protobuf wire format of one request.
///
/// Stands in a message whose end is the limit; [#enter] and [#leave] go down to a nested message
/// and up again. Accepts what protobuf-java accepts. Copies nothing and allocates nothing.
///
/// Source: https://protobuf.dev/programming-guides/encoding/
final class WireReader {
  /// Deprecated groups inside groups, as deep as protobuf-java reads messages.
  static final int MAX_GROUP_DEPTH = 100;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int START_GROUP = 3;
  private static final int END_GROUP = 4;
  private static final int FIXED32 = 5;
  private static final VarHandle LITTLE_LONG = view(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LITTLE_INT = view(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG_LONG = view(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private int position;
  private int limit;
  private int depth;

  WireReader(byte[] bytes) {
    this.bytes = bytes;
    this.limit = bytes.length;
  }

  private static VarHandle view(Class<?> array, ByteOrder order) {
    return MethodHandles.byteArrayViewVarHandle(array, order);
  }

  /// The tag of a length-delimited field (messages, strings, bytes).
  static int lengthTag(int field) {
    return field << 3 | LENGTH_DELIMITED;
  }

  static int fixed64Tag(int field) {
    return field << 3 | FIXED64;
  }

  static int fixed32Tag(int field) {
    return field << 3 | FIXED32;
  }

  /// Goes to another message of the same bytes, which lies `depth` messages deep.
  void moveTo(int from, int to, int depth) {
    this.position = from;
    this.limit = to;
    this.depth = depth;
  }

  int position() {
    return position;
  }

  int limit() {
    return limit;
  }

  boolean hasMore() {
    return position < limit;
  }

  /// Reads a length and goes into the message that it precedes.
  ///
  /// @return the limit of the message left behind, for [#leave]
  int enter() throws MalformedWireException {
    int length = length();
    int outerLimit = limit;
    limit = position + length;
    depth++;
    return outerLimit;
  }

  void leave(int outerLimit) {
    position = limit;
    limit = outerLimit;
    depth--;
  }

  int tag() throws MalformedWireException {
    int tag = (int) varint();
    if (tag >>> 3 == 0) {
      throw malformed("a field number 0");
    }
    return tag;
  }

  /// Reads a length that fits into the message.
  int length() throws MalformedWireException {
    int length = (int) varint();
    if (length < 0 || length > limit - position) {
      throw malformed("a length that runs past the end of the message");
    }
    return length;
  }

  long varint() throws MalformedWireException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position >= limit) {
        throw malformed("the message ends inside a number");
      }
      byte next = bytes[position++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("a number of more than ten bytes");
  }

  long fixed64() throws MalformedWireException {
    int at = position;
    advance(Long.BYTES);
    return (long) LITTLE_LONG.get(bytes, at);
  }

  int fixed32() throws MalformedWireException {
    int at = position;
    advance(Integer.BYTES);
    return (int) LITTLE_INT.get(bytes, at);
  }

  /// Eight bytes of an id, wherever the cursor stands.
  long idAt(int at) {
    return (long) BIG_LONG.get(bytes, at);
  }

  boolean startsWith(int from, int to, byte[] prefix) {
    return to - from >= prefix.length && equals(from, from + prefix.length, prefix);
  }

  boolean equals(int from, int to, byte[] word) {
    return Arrays.equals(bytes, from, to, word, 0, word.length);
  }

  void advance(int count) throws MalformedWireException {
    if (count > limit - position) {
      throw malformed("the message ends inside a field");
    }
    position += count;
  }

  /// Passes over the value of the field whose tag was read.
  void skip(int tag) throws MalformedWireException {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED64 -> advance(Long.BYTES);
      case LENGTH_DELIMITED -> advance(length());
      case START_GROUP -> skipGroup(tag >>> 3, 1);
      case FIXED32 -> advance(Integer.BYTES);
      case END_GROUP -> throw malformed("the end of a group that has not begun");
      default -> throw malformed("a wire type that does not exist");
    }
  }

  private void skipGroup(int field, int groupDepth) throws MalformedWireException {
    if (groupDepth > MAX_GROUP_DEPTH) {
      throw malformed("groups nested too deep");
    }
    while (true) {
      int tag = tag();
      if ((tag & 7) == END_GROUP) {
        if (tag >>> 3 != field) {
          throw malformed("the end of another group");
        }
        return;
      }
      if ((tag & 7) == START_GROUP) {
        skipGroup(tag >>> 3, groupDepth + 1);
      } else {
        skip(tag);
      }
    }
  }

  private MalformedWireException malformed(String problem) {
    return new MalformedWireException(problem, position, depth);
  }
}
