package io.treeline.app.config;

import io.treeline.app.config.ConfigNode.ListNode;
import io.treeline.app.config.ConfigNode.MapNode;
import io.treeline.app.config.ConfigNode.NullNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Resolves `--config` sources and `--set` assignments into one tree without references.
///
/// A source is a path, `file:path`, `env:NAME` (YAML in a variable) or `yaml:text`. Later sources
/// win key by key; a list replaces a list, and null a mapping. References are replaced after that.
final class ConfigSources {
  private static final Pattern DRIVE_LETTER = Pattern.compile("^[A-Za-z]:.*", Pattern.DOTALL);

  private final Map<String, String> environment;
  private final Expansion expansion;

  /// `notes` receives warnings.
  ConfigSources(Map<String, String> environment, List<String> notes) {
    this.environment = environment;
    this.expansion = new Expansion(new Retrieval(environment, notes));
  }

  MapNode merged(List<String> sources, List<String> assignments) {
    MapNode result = MapNode.empty("defaults");
    for (String source : sources) {
      result = merge(result, read(source));
    }
    for (String assignment : assignments) {
      result = merge(result, assigned(assignment));
    }
    return expansion.apply(result);
  }

  private MapNode read(String source) {
    int colon = source.indexOf(':');
    if (colon < 0 || DRIVE_LETTER.matcher(source).matches()) {
      return file(source);
    }
    String rest = source.substring(colon + 1);
    return switch (source.substring(0, colon)) {
      case "file" -> file(rest);
      case "env" -> variable(rest);
      case "yaml" -> mapping("yaml", rest);
      case "http", "https" ->
          throw new ConfigException("--config " + source + ": not fetched: Treeline calls no one");
      default ->
          throw new ConfigException("--config " + source + ": the schemes are file, env and yaml");
    };
  }

  private static MapNode file(String path) {
    return mapping(path, Retrieval.contentOf(path, "--config"));
  }

  private MapNode variable(String name) {
    String text = environment.get(name);
    if (text == null) {
      throw new ConfigException("--config env:" + name + ": the variable is not set");
    }
    return mapping("env:" + name, text);
  }

  private static MapNode mapping(String source, String text) {
    return switch (YamlReader.read(source, text)) {
      case MapNode map -> map;
      case NullNode nothing -> MapNode.empty(source);
      case ConfigNode other ->
          throw new ConfigException(
              other.place()
                  + ": expected a mapping with keys such as receivers, exporters, service");
    };
  }

  /// `a.b.c=value` or `a::b::c=value`, where the value is YAML.
  private static MapNode assigned(String assignment) {
    int equals = assignment.indexOf('=');
    String key = equals < 0 ? "" : assignment.substring(0, equals).strip();
    if (key.isEmpty()) {
      throw new ConfigException("--set " + assignment + ": expected key=value");
    }
    String place = "--set " + key;
    ConfigNode node = YamlReader.read(place, "v: " + assignment.substring(equals + 1).strip());
    if (!(node instanceof MapNode holder) || holder.entries().size() != 1) {
      throw new ConfigException(place + ": expected one value");
    }
    node = located(holder.entries().values().iterator().next(), place);
    for (String part : List.of(key.replace("::", ".").split("\\.", -1)).reversed()) {
      node = new MapNode(Map.of(part, node), place);
    }
    return (MapNode) node;
  }

  /// The same value, said to come from `place`: a line number means nothing on a command line.
  private static ConfigNode located(ConfigNode node, String place) {
    return switch (node) {
      case MapNode map -> {
        Map<String, ConfigNode> entries = new LinkedHashMap<>();
        map.entries().forEach((key, value) -> entries.put(key, located(value, place)));
        yield new MapNode(entries, place);
      }
      case ListNode list ->
          new ListNode(list.items().stream().map(item -> located(item, place)).toList(), place);
      case ConfigNode.TextNode text -> new ConfigNode.TextNode(text.text(), place);
      case ConfigNode.NumberNode number ->
          new ConfigNode.NumberNode(number.value(), number.text(), place);
      case ConfigNode.FlagNode flag -> new ConfigNode.FlagNode(flag.value(), place);
      case NullNode nothing -> new NullNode(place);
      case ConfigNode.ExpandedNode whole -> whole;
    };
  }

  /// Both, where `over` wins key by key.
  static MapNode merge(MapNode under, MapNode over) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>(under.entries());
    over.entries().forEach((key, node) -> entries.put(key, merged(entries.get(key), node)));
    return new MapNode(entries, over.place());
  }

  private static ConfigNode merged(@Nullable ConfigNode under, ConfigNode over) {
    return under instanceof MapNode below && over instanceof MapNode above
        ? merge(below, above)
        : over;
  }
}
