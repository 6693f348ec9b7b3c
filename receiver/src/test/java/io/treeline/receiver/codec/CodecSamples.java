package io.treeline.receiver.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.treeline.receiver.scan.Headroom;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;

/// What the coded files hold, and how they are read.
final class CodecSamples {
  private static final String[] WORDS =
      ("span trace agent tool model token prompt answer error retry search result session step cost"
              + " user")
          .split(" ");

  private CodecSamples() {}

  static byte[] small() {
    return text(1_000);
  }

  /// 160 kB in several blocks of every format, with repetitions 20 kB apart.
  static byte[] large() {
    byte[] part = text(20_000);
    byte[] whole = new byte[8 * part.length];
    for (int i = 0; i < 8; i++) {
      System.arraycopy(part, 0, whole, i * part.length, part.length);
    }
    return whole;
  }

  private static byte[] text(int length) {
    StringBuilder text = new StringBuilder();
    long state = 42;
    while (text.length() < length) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      text.append(WORDS[(int) (state >>> 60)]).append(state >>> 40 & 3).append(' ');
    }
    return Arrays.copyOf(text.toString().getBytes(US_ASCII), length);
  }

  static byte[] file(String name) {
    try (InputStream in = CodecSamples.class.getResourceAsStream("/codec/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Decodes in reads of 1,000 bytes, from a wire that gives `step` bytes at a time.
  static byte[] decode(ContentCoding coding, byte[] coded, int step) throws IOException {
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    try (InputStream in = coding.open(inSteps(coded, step), Headroom.UNLIMITED)) {
      byte[] piece = new byte[1_000];
      int count = in.read(piece);
      while (count >= 0) {
        decoded.write(piece, 0, count);
        count = in.read(piece);
      }
    }
    return decoded.toByteArray();
  }

  private static InputStream inSteps(byte[] bytes, int step) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(step, length));
      }
    };
  }
}
