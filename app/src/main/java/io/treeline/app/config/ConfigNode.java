package io.treeline.app.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value of the configuration, with the place it was read from. Immutable.
sealed interface ConfigNode {
  /// Source and line, e.g. `collector.yaml:12`.
  String place();

  /// A mapping, in the order in which it is written.
  record MapNode(Map<String, ConfigNode> entries, String place) implements ConfigNode {
    public MapNode {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    static MapNode empty(String place) {
      return new MapNode(Map.of(), place);
    }
  }

  record ListNode(List<ConfigNode> items, String place) implements ConfigNode {
    public ListNode {
      items = List.copyOf(items);
    }
  }

  /// A string: quoted, or plain and nothing else.
  record TextNode(String text, String place) implements ConfigNode {}

  /// A number, a [Long] or a [Double], and how it is written.
  record NumberNode(Number value, String text, String place) implements ConfigNode {}

  /// `true` or `false`.
  record FlagNode(boolean value, String place) implements ConfigNode {}

  /// No value, as in `otlp:`, which means defaults.
  record NullNode(String place) implements ConfigNode {}

  /// What a reference such as `${env:X}` that is the whole value stands for: the value as YAML
  /// reads it, and the original text for where text is wanted.
  ///
  /// Source: opentelemetry-collector, docs/rfcs/env-vars.md, "Type casting rules".
  record ExpandedNode(ConfigNode value, String original, String place) implements ConfigNode {}
}
