package io.treeline.storage.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A row of `dlq`: which log record could not be handled, and why. Version 1 · sequence 8 · reason.
public record DeadLetter(long sequence, String reason) {
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 9;
  private static final String WHAT = "dead letter";

  public byte[] toBytes() {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(HEADER_BYTES + text.length)
        .put(VERSION)
        .putLong(sequence)
        .put(text)
        .array();
  }

  public static DeadLetter of(byte[] value) {
    RecordVersion.check(value.length >= HEADER_BYTES, WHAT, value.length + " bytes");
    ByteBuffer in = ByteBuffer.wrap(value);
    RecordVersion.check(in.get(), VERSION, WHAT);
    return new DeadLetter(in.getLong(), StandardCharsets.UTF_8.decode(in).toString());
  }
}
