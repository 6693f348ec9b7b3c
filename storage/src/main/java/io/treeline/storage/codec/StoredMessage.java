package io.treeline.storage.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.io.IOException;

/// A protobuf message behind a version byte.
final class StoredMessage {
  private static final byte VERSION = 1;

  private StoredMessage() {}

  static byte[] write(MessageLite message) {
    byte[] value = new byte[1 + message.getSerializedSize()];
    value[0] = VERSION;
    CodedOutputStream out = CodedOutputStream.newInstance(value, 1, value.length - 1);
    try {
      message.writeTo(out);
    } catch (IOException e) {
      throw new IllegalStateException("an array of the right size has room", e);
    }
    out.checkNoSpaceLeft();
    return value;
  }

  static <M> M read(byte[] value, Parser<M> parser, String what) {
    RecordVersion.check(value.length > 0, what, "0 bytes");
    RecordVersion.check(value[0], VERSION, what);
    try {
      return parser.parseFrom(CodedInputStream.newInstance(value, 1, value.length - 1));
    } catch (InvalidProtocolBufferException e) {
      throw RecordVersion.damaged(what, "not a protobuf message");
    }
  }
}
