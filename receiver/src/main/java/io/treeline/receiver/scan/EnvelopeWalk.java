package io.treeline.receiver.scan;

/// Walks an export request down to its items, whatever the signal.
///
/// Source: the field numbers of ResourceSpans and ScopeSpans in trace.proto; logs.proto and
/// metrics.proto have the same.
final class EnvelopeWalk {
  /// The resource envelopes of a request.
  static final int RESOURCES = WireReader.lengthTag(1);

  /// The scope envelopes of a resource envelope, and the items of a scope envelope.
  static final int NESTED = WireReader.lengthTag(2);

  /// The resource of a resource envelope, and the scope of a scope envelope.
  static final int ENVELOPE_SUBJECT = WireReader.lengthTag(1);

  private final WireReader in;
  private final ItemVisitor visitor;

  EnvelopeWalk(byte[] body, ItemVisitor visitor) {
    this.in = new WireReader(body);
    this.visitor = visitor;
  }

  void walk() throws MalformedWireException, RefusedException {
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == RESOURCES) {
        walkResource();
      } else {
        in.skip(tag);
      }
    }
  }

  private void walkResource() throws MalformedWireException, RefusedException {
    int outerLimit = in.enter();
    visitor.resource(in.position(), in.limit());
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == NESTED) {
        walkScope();
      } else {
        in.skip(tag);
      }
    }
    in.leave(outerLimit);
  }

  private void walkScope() throws MalformedWireException, RefusedException {
    int outerLimit = in.enter();
    visitor.scope(in.position(), in.limit());
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == NESTED) {
        int scopeLimit = in.enter();
        visitor.item(in);
        in.leave(scopeLimit);
      } else {
        in.skip(tag);
      }
    }
    in.leave(outerLimit);
  }
}
