package io.treeline.processor.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/// Turns bytes into strings: invalid UTF-8 repaired with U+FFFD, short repeated texts shared.
///
/// Model names, providers and session ids repeat in nearly every span; a small direct-mapped cache
/// gives them without allocation. Owned by one thread.
public final class Texts {
  /// Longer texts are cut here; they are views, the span itself is stored whole.
  public static final int MAX_BYTES = 64 * 1024;

  private static final int CACHED_BYTES = 48;
  private static final int SLOTS = 1024;

  private final String[] cache;
  private final LongAdder repaired;
  private boolean cut;

  public Texts(LongAdder repaired) {
    this(repaired, SLOTS);
  }

  private Texts(LongAdder repaired, int slots) {
    this.repaired = repaired;
    cache = new String[slots];
    Arrays.fill(cache, "");
  }

  /// For a few texts, which are not worth the room that sharing them takes, and are not counted.
  public static Texts uncached() {
    return new Texts(new LongAdder(), 0);
  }

  /// Whether the text that was asked for last was longer than [#MAX_BYTES].
  public boolean wasCut() {
    return cut;
  }

  public String text(byte[] bytes, int from, int to) {
    int length = to - from;
    cut = length > MAX_BYTES;
    if (length == 0) {
      return "";
    }
    if (length > CACHED_BYTES || cache.length == 0) {
      return decode(bytes, from, cut(bytes, from, to));
    }
    int slot = slot(bytes, from, to);
    String cached = cache[slot];
    if (isSame(cached, bytes, from, length)) {
      return cached;
    }
    String decoded = decode(bytes, from, to);
    cache[slot] = decoded;
    return decoded;
  }

  private String decode(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0 && !isValid(bytes, from, to)) {
      repaired.increment();
    }
    return text;
  }

  private static boolean isValid(byte[] bytes, int from, int to) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /// Where to cut so that no character is split.
  private static int cut(byte[] bytes, int from, int to) {
    if (to - from <= MAX_BYTES) {
      return to;
    }
    int end = from + MAX_BYTES;
    for (int back = 0; back < 3 && (bytes[end] & 0xc0) == 0x80; back++) {
      end--;
    }
    return end;
  }

  private static boolean isSame(String text, byte[] bytes, int from, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }

  private static int slot(byte[] bytes, int from, int to) {
    return ByteHash.of(bytes, from, to) & (SLOTS - 1);
  }
}
