package io.treeline.receiver.json;

import io.treeline.receiver.scan.RefusedException;
import java.io.Writer;

/// Characters into a [ProtoBuffer], without a string in between.
final class Utf8Writer extends Writer {
  static final char REPLACEMENT = '\uFFFD';

  private final ProtoBuffer out;
  private char highSurrogate;

  Utf8Writer(ProtoBuffer out) {
    this.out = out;
  }

  @Override
  public void write(char[] characters, int offset, int length) throws RefusedException {
    highSurrogate = out.utf8(characters, offset, offset + length, highSurrogate);
  }

  /// Ends the text.
  @Override
  public void close() throws RefusedException {
    if (highSurrogate != 0) {
      out.codePoint(REPLACEMENT);
      highSurrogate = 0;
    }
  }

  @Override
  public void flush() {}
}
