package io.treeline.query.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// One field of an encoded protobuf message, found but not decoded.
///
/// `start` is where its tag begins in the payload. A length-delimited value lies at `offset` and is
/// `length` bytes long; any other value is in `scalar`, and `length` runs to the field's end.
record WireField(int number, int wireType, int start, int offset, int length, long scalar) {

  int end() {
    return offset + length;
  }

  boolean isDelimited() {
    return wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /// The fields of the message at `offset`, in wire order. Reading stops where the bytes are no
  /// longer protobuf: what was stored is shown as far as it can be.
  static List<WireField> read(byte[] payload, int offset, int length) {
    List<WireField> fields = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(payload, offset, length);
    try {
      while (!in.isAtEnd()) {
        int start = offset + in.getTotalBytesRead();
        fields.add(readField(in, in.readTag(), start, offset));
      }
    } catch (IOException e) {
      return fields;
    }
    return fields;
  }

  /// The numbers of a packed field.
  List<WireField> unpacked(byte[] payload, WireFormat.FieldType type) {
    List<WireField> numbers = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(payload, offset, length);
    try {
      while (!in.isAtEnd()) {
        int at = offset + in.getTotalBytesRead();
        long scalar = readScalar(in, type.getWireType());
        int after = offset + in.getTotalBytesRead();
        numbers.add(new WireField(number, type.getWireType(), at, at, after - at, scalar));
      }
    } catch (IOException e) {
      return numbers;
    }
    return numbers;
  }

  private static long readScalar(CodedInputStream in, int wireType) throws IOException {
    return switch (wireType) {
      case WireFormat.WIRETYPE_VARINT -> in.readRawVarint64();
      case WireFormat.WIRETYPE_FIXED64 -> in.readRawLittleEndian64();
      case WireFormat.WIRETYPE_FIXED32 -> in.readRawLittleEndian32();
      default -> throw new IllegalArgumentException("no number: wire type " + wireType);
    };
  }

  private static WireField readField(CodedInputStream in, int tag, int start, int base)
      throws IOException {
    int number = WireFormat.getTagFieldNumber(tag);
    int wireType = WireFormat.getTagWireType(tag);
    if (wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      int length = in.readRawVarint32();
      int at = base + in.getTotalBytesRead();
      in.skipRawBytes(length);
      return new WireField(number, wireType, start, at, length, 0);
    }
    int at = base + in.getTotalBytesRead();
    long scalar = 0;
    switch (wireType) {
      case WireFormat.WIRETYPE_VARINT, WireFormat.WIRETYPE_FIXED64, WireFormat.WIRETYPE_FIXED32 ->
          scalar = readScalar(in, wireType);
      default -> in.skipField(tag);
    }
    return new WireField(number, wireType, start, at, base + in.getTotalBytesRead() - at, scalar);
  }
}
