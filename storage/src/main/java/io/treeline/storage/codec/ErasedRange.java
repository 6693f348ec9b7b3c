package io.treeline.storage.codec;

import java.nio.ByteBuffer;

/// Where the records of an erased trace lay in the log, so that the files that held them are found
/// again after a crash: version 1 · first sequence 8 · last sequence 8.
public record ErasedRange(long first, long last) {
  /// Nothing was erased yet.
  public static final ErasedRange NONE = new ErasedRange(0, 0);

  private static final byte VERSION = 1;
  private static final int BYTES = 17;
  private static final String WHAT = "mark of an erased trace";

  public boolean isNone() {
    return first == 0;
  }

  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).put(VERSION).putLong(first).putLong(last).array();
  }

  public static ErasedRange of(byte[] value) {
    RecordVersion.check(value.length == BYTES, WHAT, value.length + " bytes");
    ByteBuffer in = ByteBuffer.wrap(value);
    RecordVersion.check(in.get(), VERSION, WHAT);
    return new ErasedRange(in.getLong(), in.getLong());
  }
}
