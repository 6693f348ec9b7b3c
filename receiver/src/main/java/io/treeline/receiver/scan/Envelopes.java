package io.treeline.receiver.scan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The envelopes around the kept items, noted when they are first needed, and the digests of items
/// inside them. Envelopes without a kept item cost nothing, however many there are.
final class Envelopes {
  private final byte[] body;
  private final WireReader in;
  private final Crc32cPrefix crc = new Crc32cPrefix();
  private final List<Envelope> scopes = new ArrayList<>();
  private final List<Envelope> resourcesOfScopes = new ArrayList<>();
  private @Nullable Envelope resource;
  private @Nullable Envelope scope;
  private int resourceCrc;
  private int resourceFrom;
  private int resourceTo;
  private int scopeFrom;
  private int scopeTo;

  Envelopes(byte[] body) {
    this.body = body;
    this.in = new WireReader(body);
  }

  void openResource(int from, int to) {
    resource = null;
    resourceFrom = from;
    resourceTo = to;
  }

  void openScope(int from, int to) {
    scope = null;
    scopeFrom = from;
    scopeTo = to;
  }

  /// The number of the open scope.
  int number() throws MalformedWireException {
    if (scope == null) {
      note();
    }
    return scopes.size() - 1;
  }

  /// CRC-32C over the open resource, the open scope and the item, once the scope has a number.
  int digest(int itemFrom, int itemTo) {
    return crc.with(body, itemFrom, itemTo);
  }

  Envelope scope(int number) {
    return scopes.get(number);
  }

  /// The resource envelope around a scope; the same object for all its scopes.
  Envelope resource(int number) {
    return resourcesOfScopes.get(number);
  }

  byte[] header(Envelope envelope) throws MalformedWireException {
    return envelope.header(in, body);
  }

  private void note() throws MalformedWireException {
    if (resource == null) {
      resource = Envelope.ofResource(resourceFrom, resourceTo);
      crc.become(0);
      resource.digestSubject(in, body, crc);
      resourceCrc = crc.value();
    }
    scope = Envelope.ofScope(scopeFrom, scopeTo);
    scopes.add(scope);
    resourcesOfScopes.add(resource);
    crc.become(resourceCrc);
    scope.digestSubject(in, body, crc);
  }
}
