package io.treeline.query.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// The process's standard output, which says why a write failed; `System.out` keeps that to itself.
final class StandardOutput extends OutputStream {
  /// What Linux, macOS and Windows say when the reader of a pipe is gone.
  private static final String[] READER_GONE = {"Broken pipe", "The pipe is being closed"};

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

  /// Nobody reads on, as in `treeline export | head`: no failure, and nothing more to do.
  static final class ReaderGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ReaderGoneException(IOException cause) {
      super("nobody reads standard output", cause);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw isReaderGone(e)
          ? new ReaderGoneException(e)
          : new IOException("cannot write to standard output: " + e.getMessage(), e);
    }
  }

  private static boolean isReaderGone(IOException e) {
    for (String words : READER_GONE) {
      if (words.equals(e.getMessage())) {
        return true;
      }
    }
    return false;
  }
}
