package io.treeline.model.read;

import java.util.List;

/// A dialect that spans are read by: its name, what it is, the table it stands in, and how its
/// spans are recognised (attribute keys, instrumentation scopes).
public record DialectInfo(
    String name, String description, String table, List<String> keys, List<String> scopes) {
  public DialectInfo {
    keys = List.copyOf(keys);
    scopes = List.copyOf(scopes);
  }
}
