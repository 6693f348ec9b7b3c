package io.treeline.storage.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Grows the bytes of a page of steps: whole numbers in 7-bit groups, texts as numbers into a list
/// that precedes the steps, because most texts of a page repeat. Of one thread.
final class StepBytes {
  private byte[] bytes = new byte[16 << 10];
  private int length;
  private final Map<String, Integer> texts = new LinkedHashMap<>();

  StepBytes() {
    texts.put("", 0);
  }

  StepBytes put(int octet) {
    reserve(1);
    bytes[length++] = (byte) octet;
    return this;
  }

  StepBytes fixed(long value) {
    reserve(Long.BYTES);
    ByteBuffer.wrap(bytes).putLong(length, value);
    length += Long.BYTES;
    return this;
  }

  /// A number of which small positive ones are short.
  StepBytes count(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  /// A number that is -1 or more.
  StepBytes known(long value) {
    return count(value + 1);
  }

  /// A text, or null.
  StepBytes text(@Nullable String text) {
    return count(text == null ? 0 : 1 + texts.computeIfAbsent(text, t -> texts.size()));
  }

  /// The version, the texts, the steps.
  byte[] page(byte version, int steps) {
    StepBytes head = new StepBytes();
    head.put(version).count(steps).count(texts.size());
    for (String text : texts.keySet()) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      head.count(utf8.length).reserve(utf8.length);
      System.arraycopy(utf8, 0, head.bytes, head.length, utf8.length);
      head.length += utf8.length;
    }
    byte[] page = Arrays.copyOf(head.bytes, head.length + length);
    System.arraycopy(bytes, 0, page, head.length, length);
    return page;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
