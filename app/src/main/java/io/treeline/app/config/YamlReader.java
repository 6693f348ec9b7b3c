package io.treeline.app.config;

import io.treeline.app.config.ConfigNode.ListNode;
import io.treeline.app.config.ConfigNode.MapNode;
import io.treeline.app.config.ConfigNode.NullNode;
import io.treeline.app.config.ConfigNode.ScalarNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads one YAML text into nodes that know their line, and substitutes variables.
final class YamlReader {
  private static final int MAX_ALIASES = 50;

  private final String source;
  private final Substitution substitution;

  YamlReader(String source, Substitution substitution) {
    this.source = source;
    this.substitution = substitution;
  }

  /// @throws ConfigException if the text is no YAML mapping
  MapNode read(String text) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(source).setMaxAliasesForCollections(MAX_ALIASES).build();
    try {
      return new Compose(settings)
          .composeString(text)
          .map(this::root)
          .orElseGet(() -> MapNode.empty(source));
    } catch (YamlEngineException e) {
      throw new ConfigException(source + ": not valid YAML: " + e.getMessage());
    }
  }

  private MapNode root(Node node) {
    return switch (convert(node)) {
      case MapNode map -> map;
      case NullNode nothing -> MapNode.empty(nothing.place());
      case ListNode list -> throw notAMap(list.place());
      case ScalarNode scalar -> throw notAMap(scalar.place());
    };
  }

  private static ConfigException notAMap(String place) {
    return new ConfigException(
        place + ": expected a mapping with keys such as receivers, exporters, service");
  }

  private ConfigNode convert(Node node) {
    String place = place(node);
    if (node instanceof MappingNode mapping) {
      Map<String, ConfigNode> entries = new LinkedHashMap<>();
      for (NodeTuple tuple : mapping.getValue()) {
        String key = key(tuple.getKeyNode());
        if (entries.put(key, convert(tuple.getValueNode())) != null) {
          throw new ConfigException(place(tuple.getKeyNode()) + ": " + key + " is given twice");
        }
      }
      return new MapNode(entries, place);
    }
    if (node instanceof SequenceNode sequence) {
      List<ConfigNode> items = new ArrayList<>();
      sequence.getValue().forEach(item -> items.add(convert(item)));
      return new ListNode(items, place);
    }
    return scalar((org.snakeyaml.engine.v2.nodes.ScalarNode) node, place);
  }

  private ConfigNode scalar(org.snakeyaml.engine.v2.nodes.ScalarNode node, String place) {
    if (node.getTag().equals(Tag.NULL)) {
      return new NullNode(place);
    }
    String text = substitution.apply(node.getValue(), place);
    // A variable that is not set leaves nothing, which means the default, as in the Collector.
    return text.isEmpty() && !node.getValue().isEmpty()
        ? new NullNode(place)
        : new ScalarNode(text, place);
  }

  private String key(Node node) {
    if (node instanceof org.snakeyaml.engine.v2.nodes.ScalarNode scalar) {
      return scalar.getValue().strip();
    }
    throw new ConfigException(place(node) + ": a key must be plain text");
  }

  private String place(Node node) {
    return node.getStartMark().map(mark -> source + ":" + (mark.getLine() + 1)).orElse(source);
  }
}
