package io.treeline.storage.codec;

import io.treeline.model.TraceId;
import java.nio.ByteBuffer;

/// The value of a mark that is a place among trace ids, or as long as one: version 1 · id 16.
public final class Position {
  private static final byte VERSION = 1;
  private static final int BYTES = 17;
  private static final String WHAT = "position";

  private Position() {}

  public static byte[] write(TraceId id) {
    return ByteBuffer.allocate(BYTES).put(VERSION).putLong(id.high()).putLong(id.low()).array();
  }

  public static TraceId read(byte[] value) {
    RecordVersion.check(value.length == BYTES, WHAT, value.length + " bytes");
    ByteBuffer in = ByteBuffer.wrap(value);
    RecordVersion.check(in.get(), VERSION, WHAT);
    return new TraceId(in.getLong(), in.getLong());
  }
}
