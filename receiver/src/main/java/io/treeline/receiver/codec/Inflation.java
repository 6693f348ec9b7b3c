package io.treeline.receiver.codec;

import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The platform's inflater on a [CodedInput]; takes not a byte more than its data.
final class Inflation {
  private final Inflater inflater;

  private Inflation(Inflater inflater) {
    this.inflater = inflater;
  }

  /// Deflated data with zlib's header and checksum around them.
  static Inflation ofZlib() {
    return new Inflation(new Inflater(false));
  }

  /// Deflated data alone (RFC 1951).
  static Inflation ofRaw() {
    return new Inflation(new Inflater(true));
  }

  /// Inflates at least one byte, or gives -1 at the end of the data.
  int inflate(CodedInput in, byte[] target, int offset, int length)
      throws IOException, CorruptDataException {
    while (true) {
      inflater.setInput(in.buffer(), in.position(), in.limit() - in.position());
      int count = inflateSome(target, offset, length);
      in.position(in.limit() - inflater.getRemaining());
      if (count > 0) {
        return count;
      }
      if (inflater.finished()) {
        return -1;
      }
      if (inflater.needsDictionary()) {
        throw new CorruptDataException("it needs a dictionary");
      }
      in.require();
    }
  }

  private int inflateSome(byte[] target, int offset, int length) throws CorruptDataException {
    try {
      return inflater.inflate(target, offset, length);
    } catch (DataFormatException e) {
      throw new CorruptDataException(String.valueOf(e.getMessage()));
    }
  }

  /// Begins anew.
  void reset() {
    inflater.reset();
  }

  void end() {
    inflater.end();
  }
}
