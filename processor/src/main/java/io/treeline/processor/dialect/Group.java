package io.treeline.processor.dialect;

import java.util.List;

/// What the spans or log records of one resource and scope have in common.
record Group(String scopeName, long dialects, List<ResourceValue> resource) {

  /// A field that a resource attribute gives.
  record ResourceValue(Alias alias, String value) {}
}
