package io.treeline.app.config;

import io.treeline.app.config.ConfigNode.ListNode;
import io.treeline.app.config.ConfigNode.MapNode;
import io.treeline.app.config.ConfigNode.NullNode;
import io.treeline.app.config.ConfigNode.ScalarNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Resolves `--config` sources and `--set` assignments into one merged tree.
///
/// A source is a path, `file:path`, `env:NAME` (YAML in a variable) or `yaml:text` (where `::`
/// separates keys, as in the Collector). Later sources win key by key; lists are replaced.
final class ConfigSources {
  private final Map<String, String> environment;
  private final Substitution substitution;

  ConfigSources(Map<String, String> environment, List<String> notes) {
    this.environment = environment;
    this.substitution = new Substitution(environment, notes);
  }

  MapNode merged(List<String> sources, List<String> assignments) {
    MapNode result = MapNode.empty("defaults");
    for (String source : sources) {
      merge(result, read(source));
    }
    for (String assignment : assignments) {
      merge(result, assigned(assignment));
    }
    return result;
  }

  private MapNode read(String source) {
    if (source.startsWith("env:")) {
      String name = source.substring("env:".length());
      String text = environment.get(name);
      if (text == null) {
        throw new ConfigException("--config " + source + ": the variable is not set");
      }
      return new YamlReader(source, substitution).read(text);
    }
    if (source.startsWith("yaml:")) {
      String text = source.substring("yaml:".length()).replaceAll("(?<=\\w)::(?=\\w)", ".");
      int value = text.indexOf(": ");
      return value > 0 && text.substring(0, value).indexOf('.') > 0
          ? assigned(text.substring(0, value) + "=" + text.substring(value + 2))
          : new YamlReader("yaml", substitution).read(text);
    }
    String path = source.startsWith("file:") ? source.substring("file:".length()) : source;
    return new YamlReader(path, substitution).read(contentOf(path));
  }

  private static String contentOf(String path) {
    try {
      return Files.readString(Path.of(path));
    } catch (IOException e) {
      throw new ConfigException(
          "cannot read the configuration " + path + ": " + e.getClass().getSimpleName());
    }
  }

  /// `a.b.c=value`, where the value is YAML.
  private MapNode assigned(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new ConfigException("--set " + assignment + ": expected key=value");
    }
    String place = "--set " + assignment.substring(0, equals);
    String value = assignment.substring(equals + 1);
    MapNode holder = new YamlReader(place, substitution).read("v: " + value + "\n");
    ConfigNode node = relocate(holder.entries().getOrDefault("v", new NullNode(place)), place);
    List<String> keys = new ArrayList<>(List.of(assignment.substring(0, equals).split("\\.")));
    for (String key : keys.reversed()) {
      MapNode outer = MapNode.empty(place);
      outer.entries().put(key, node);
      node = outer;
    }
    return (MapNode) node;
  }

  private static ConfigNode relocate(ConfigNode node, String place) {
    return switch (node) {
      case ScalarNode scalar -> new ScalarNode(scalar.text(), place);
      case NullNode nothing -> new NullNode(place);
      case ListNode list -> new ListNode(list.items(), place);
      case MapNode map -> new MapNode(map.entries(), place);
    };
  }

  private static void merge(MapNode into, MapNode from) {
    from.entries()
        .forEach((key, node) -> {
          if (into.entries().get(key) instanceof MapNode old && node instanceof MapNode map) {
            merge(old, map);
          } else {
            into.entries().put(key, node);
          }
        });
  }
}
