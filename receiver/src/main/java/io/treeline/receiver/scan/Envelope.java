package io.treeline.receiver.scan;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/// A resource or scope envelope that holds a kept item: where its encoded message lies in the body.
final class Envelope {
  private final int depth;
  private final int from;
  private final int to;
  private byte @Nullable [] header;

  private Envelope(int depth, int from, int to) {
    this.depth = depth;
    this.from = from;
    this.to = to;
  }

  static Envelope ofResource(int from, int to) {
    return new Envelope(1, from, to);
  }

  static Envelope ofScope(int from, int to) {
    return new Envelope(2, from, to);
  }

  /// Lengthens a prefix by the resource or scope of this envelope; a subject that comes in several
  /// pieces is their concatenation, as protobuf merges messages.
  void digestSubject(WireReader in, byte[] body, Crc32cPrefix crc) throws MalformedWireException {
    in.moveTo(from, to, depth);
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == EnvelopeWalk.ENVELOPE_SUBJECT) {
        int length = in.length();
        crc.extend(body, in.position(), in.position() + length);
        in.advance(length);
      } else {
        in.skip(tag);
      }
    }
  }

  /// All fields of the envelope but the nested envelopes or items, byte for byte: the subject, the
  /// schema URL and what we do not know.
  byte[] header(WireReader in, byte[] body) throws MalformedWireException {
    if (header == null) {
      header = readHeader(in, body);
    }
    return header;
  }

  private byte[] readHeader(WireReader in, byte[] body) throws MalformedWireException {
    var fields = new ByteArrayOutputStream();
    in.moveTo(from, to, depth);
    while (in.hasMore()) {
      int start = in.position();
      int tag = in.tag();
      in.skip(tag);
      if (tag != EnvelopeWalk.NESTED) {
        fields.write(body, start, in.position() - start);
      }
    }
    return fields.toByteArray();
  }
}
