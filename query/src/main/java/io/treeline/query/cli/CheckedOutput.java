package io.treeline.query.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/// A `PrintStream` that tells when its reader is gone, so that `treeline export | head` ends.
final class CheckedOutput extends OutputStream {
  private final PrintStream out;

  CheckedOutput(PrintStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
    check();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    check();
  }

  @Override
  public void flush() throws IOException {
    check();
  }

  private void check() throws IOException {
    if (out.checkError()) {
      throw new IOException("standard output is closed");
    }
  }
}
