package io.treeline.receiver.codec;

import io.treeline.receiver.scan.RefusedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// What coded bytes hold, as a stream.
///
/// Touches nothing before it is read: gRPC opens streams on the transport's thread, where an
/// exception would become UNKNOWN.
abstract class DecodedStream extends InputStream {
  private final String format;
  private final CodedInput in;
  private boolean begun;
  private boolean ended;

  /// @param format the name of the coding in refusals
  DecodedStream(String format, InputStream wire) {
    this.format = format;
    this.in = new CodedInput(wire);
  }

  /// Decodes at least one byte, or gives -1 at the end, once; `length` is positive.
  ///
  /// @throws CorruptDataException if the bytes are not of the format
  /// @throws EOFException if they end too early
  abstract int decode(CodedInput in, byte[] target, int offset, int length)
      throws IOException, CorruptDataException;

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public final int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (ended) {
      return -1;
    }
    try {
      begin();
      int count = decode(in, target, offset, length);
      ended = count < 0;
      return count;
    } catch (CorruptDataException e) {
      throw corrupt(e.problem());
    } catch (EOFException e) {
      throw corrupt("it ends too early");
    }
  }

  /// No format has an empty stream: where nothing came, something was lost.
  private void begin() throws IOException, CorruptDataException {
    if (!begun && in.atEnd()) {
      throw new CorruptDataException("nothing was sent");
    }
    begun = true;
  }

  private RefusedException corrupt(String problem) {
    return RefusedException.malformed("corrupt " + format + ": " + problem);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
