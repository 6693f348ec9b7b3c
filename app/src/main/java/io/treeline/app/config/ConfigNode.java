package io.treeline.app.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value in a configuration source, with the place it was read from.
sealed interface ConfigNode {
  /// Source and line, e.g. `collector.yaml:12`.
  String place();

  /// A mapping. The map is private to the reader that builds or merges it.
  record MapNode(Map<String, ConfigNode> entries, String place) implements ConfigNode {
    static MapNode empty(String place) {
      return new MapNode(new LinkedHashMap<>(), place);
    }
  }

  record ListNode(List<ConfigNode> items, String place) implements ConfigNode {}

  /// A scalar as written, after substitution.
  record ScalarNode(String text, String place) implements ConfigNode {}

  /// An empty value, as in `otlp:`, which means defaults.
  record NullNode(String place) implements ConfigNode {}
}
