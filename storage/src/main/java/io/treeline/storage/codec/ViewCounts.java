package io.treeline.storage.codec;

import java.nio.ByteBuffer;

/// How many runs and sessions the views hold: version 1 · runs 8 · sessions 8.
public record ViewCounts(long runs, long sessions) {
  public static final ViewCounts NONE = new ViewCounts(0, 0);

  private static final byte VERSION = 1;
  private static final int BYTES = 17;
  private static final String WHAT = "count of views";

  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).put(VERSION).putLong(runs).putLong(sessions).array();
  }

  public static ViewCounts of(byte[] value) {
    RecordVersion.check(value.length == BYTES, WHAT, value.length + " bytes");
    ByteBuffer in = ByteBuffer.wrap(value);
    RecordVersion.check(in.get(), VERSION, WHAT);
    return new ViewCounts(in.getLong(), in.getLong());
  }
}
