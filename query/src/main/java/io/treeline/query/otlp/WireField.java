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
      case WireFormat.WIRETYPE_VARINT -> scalar = in.readRawVarint64();
      case WireFormat.WIRETYPE_FIXED64 -> scalar = in.readRawLittleEndian64();
      case WireFormat.WIRETYPE_FIXED32 -> scalar = in.readRawLittleEndian32();
      default -> in.skipField(tag);
    }
    return new WireField(number, wireType, start, at, base + in.getTotalBytesRead() - at, scalar);
  }
}
