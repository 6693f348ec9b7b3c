package io.treeline.receiver.scan;

/// What an [EnvelopeWalk] shows, from the outside in.
interface ItemVisitor {

  /// A resource envelope begins; the range is its encoded message.
  default void resource(int from, int to) {}

  /// A scope envelope of the last shown resource begins.
  default void scope(int from, int to) {}

  /// An item of the last shown scope. The reader stands at its first byte, limited to it; the
  /// visitor may leave it anywhere inside.
  void item(WireReader in) throws MalformedWireException, RefusedException;
}
