package io.treeline.storage.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads what [StepBytes] wrote. Of one thread; anything that does not fit throws
/// `IndexOutOfBoundsException` or `BufferUnderflowException`.
final class StepText {
  private final ByteBuffer in;
  private final String[] texts;
  private final int steps;

  /// @param page behind its version byte
  StepText(ByteBuffer page) {
    in = page;
    steps = (int) count();
    int size = (int) count();
    if (size < 0 || size > page.remaining()) {
      throw new IndexOutOfBoundsException("texts");
    }
    texts = new String[size];
    for (int i = 0; i < size; i++) {
      byte[] utf8 = new byte[length()];
      in.get(utf8);
      texts[i] = new String(utf8, StandardCharsets.UTF_8);
    }
  }

  private int length() {
    long length = count();
    if (length < 0 || length > in.remaining()) {
      throw new IndexOutOfBoundsException("text");
    }
    return (int) length;
  }

  int steps() {
    return steps;
  }

  int octet() {
    return in.get();
  }

  long fixed() {
    return in.getLong();
  }

  long count() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte octet = in.get();
      value |= (octet & 0x7fL) << shift;
      if (octet >= 0) {
        return value;
      }
    }
    throw new IndexOutOfBoundsException("number");
  }

  long known() {
    return count() - 1;
  }

  @Nullable String optional() {
    int number = (int) count();
    return number == 0 ? null : texts[number - 1];
  }

  String text() {
    String text = optional();
    return text == null ? "" : text;
  }
}
