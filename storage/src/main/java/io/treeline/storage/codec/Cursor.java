package io.treeline.storage.codec;

import java.nio.ByteBuffer;

/// The value of a cursor over the log: version 1 · sequence 8.
public final class Cursor {
  private static final byte VERSION = 1;
  private static final int BYTES = 9;
  private static final String WHAT = "cursor";

  private Cursor() {}

  public static byte[] write(long sequence) {
    return ByteBuffer.allocate(BYTES).put(VERSION).putLong(sequence).array();
  }

  public static long read(byte[] value) {
    RecordVersion.check(value.length == BYTES, WHAT, value.length + " bytes");
    ByteBuffer in = ByteBuffer.wrap(value);
    RecordVersion.check(in.get(), VERSION, WHAT);
    return in.getLong();
  }
}
