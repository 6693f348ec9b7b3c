package io.treeline.app.config;

import io.treeline.app.config.ConfigNode.ListNode;
import io.treeline.app.config.ConfigNode.MapNode;
import io.treeline.app.config.ConfigNode.NullNode;
import io.treeline.app.config.ConfigNode.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads the first document of one YAML text as the Collector does: Go's scalars, anchors, merge
/// keys, `a::b` for `b` in `a`, and no key twice.
///
/// Depth and size are bounded, aliases counted as what they stand for. Used once.
final class YamlReader {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_NODES = 100_000;
  private static final int MAX_CHARACTERS = 4 << 20;
  private static final String TAGS = "tag:yaml.org,2002:";

  private final String source;
  private final Iterator<Event> events;
  private final Map<Anchor, ConfigNode> anchors = new HashMap<>();
  private final Map<Anchor, Integer> nodesOfAnchor = new HashMap<>();
  private int nodes;

  private YamlReader(String source, Iterator<Event> events) {
    this.source = source;
    this.events = events;
  }

  /// @param source what problems name, e.g. a file
  /// @throws ConfigException if the text is not YAML; nothing of the text itself is in the message
  static ConfigNode read(String source, String text) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(source).setCodePointLimit(MAX_CHARACTERS).build();
    try {
      return new YamlReader(source, new Parse(settings).parseString(text).iterator()).document();
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
      throw new ConfigException(source + line + ": not valid YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new ConfigException(source + ": not valid YAML: " + e.getMessage());
    }
  }

  private ConfigNode document() {
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case DocumentEnd, StreamEnd -> {
          return new NullNode(source);
        }
        case Alias, Scalar, SequenceStart, MappingStart -> {
          return node(event, 0);
        }
        default -> {
          // Before the content.
        }
      }
    }
    return new NullNode(source);
  }

  private ConfigNode node(Event event, int depth) {
    if (depth > MAX_DEPTH) {
      throw new ConfigException(place(event) + ": nested deeper than " + MAX_DEPTH);
    }
    if (event instanceof AliasEvent alias) {
      return aliased(alias);
    }
    int before = nodes;
    count(event, 1);
    ConfigNode node =
        switch (event) {
          case MappingStartEvent start -> mapping(start, depth);
          case SequenceStartEvent start -> sequence(start, depth);
          case ScalarEvent scalar -> scalar(scalar);
          default -> throw new ConfigException(place(event) + ": not valid YAML");
        };
    ((NodeEvent) event)
        .getAnchor()
        .ifPresent(anchor -> {
          anchors.put(anchor, node);
          nodesOfAnchor.put(anchor, nodes - before);
        });
    return node;
  }

  private void count(Event event, int more) {
    nodes += more;
    if (nodes > MAX_NODES) {
      throw new ConfigException(place(event) + ": more than " + MAX_NODES + " values");
    }
  }

  private ConfigNode aliased(AliasEvent alias) {
    ConfigNode node = anchors.get(alias.getAlias());
    if (node == null) {
      throw new ConfigException(
          place(alias) + ": *" + alias.getAlias() + " stands for nothing above it");
    }
    count(alias, nodesOfAnchor.getOrDefault(alias.getAlias(), 1));
    return node;
  }

  private ConfigNode sequence(SequenceStartEvent start, int depth) {
    List<ConfigNode> items = new ArrayList<>();
    for (Event next = events.next();
        next.getEventId() != Event.ID.SequenceEnd;
        next = events.next()) {
      items.add(node(next, depth + 1));
    }
    return new ListNode(items, place(start));
  }

  private ConfigNode mapping(MappingStartEvent start, int depth) {
    Map<String, ConfigNode> own = new LinkedHashMap<>();
    Map<String, ConfigNode> merged = new LinkedHashMap<>();
    for (Event next = events.next();
        next.getEventId() != Event.ID.MappingEnd;
        next = events.next()) {
      if (next instanceof ScalarEvent scalar && scalar.isPlain() && isMergeKey(scalar)) {
        collect(node(events.next(), depth + 1), merged);
        continue;
      }
      String key = key(next, depth);
      put(own, key, node(events.next(), depth + 1), place(next));
    }
    merged.forEach(own::putIfAbsent);
    return new MapNode(own, place(start));
  }

  private static boolean isMergeKey(ScalarEvent key) {
    return key.getValue().equals("<<") && key.getTag().isEmpty();
  }

  /// Takes what `<<` names; of several mappings the first wins, and all lose to the mapping's own.
  private static void collect(ConfigNode value, Map<String, ConfigNode> merged) {
    switch (value) {
      case MapNode map -> map.entries().forEach(merged::putIfAbsent);
      case ListNode list when list.items().stream().allMatch(MapNode.class::isInstance) ->
          list.items().forEach(item -> collect(item, merged));
      default ->
          throw new ConfigException(value.place() + ": << takes a mapping or a list of mappings");
    }
  }

  private String key(Event event, int depth) {
    String text =
        switch (node(event, depth + 1)) {
          case MapNode map -> null;
          case ListNode list -> null;
          case TextNode plain -> plain.text();
          case ConfigNode other -> event instanceof ScalarEvent scalar ? scalar.getValue() : null;
        };
    if (text == null) {
      throw new ConfigException(place(event) + ": a key must be plain text");
    }
    return text.strip();
  }

  private static void put(
      Map<String, ConfigNode> entries, String key, ConfigNode value, String place) {
    int colons = key.indexOf("::");
    if (colons >= 0) {
      MapNode inner = new MapNode(nested(key.substring(colons + 2), value, place), value.place());
      String outer = key.substring(0, colons);
      ConfigNode old = entries.get(outer);
      entries.put(outer, old instanceof MapNode map ? ConfigSources.merge(map, inner) : inner);
    } else if (entries.put(key, value) != null) {
      throw new ConfigException(place + ": " + key + " is given twice");
    }
  }

  private static Map<String, ConfigNode> nested(String key, ConfigNode value, String place) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    put(entries, key, value, place);
    return entries;
  }

  private ConfigNode scalar(ScalarEvent scalar) {
    String text = scalar.getValue();
    String place = place(scalar);
    String tag = scalar.getTag().orElse("");
    if (tag.isEmpty()) {
      return scalar.isPlain() ? PlainScalars.resolve(text, place) : new TextNode(text, place);
    }
    boolean resolves = tag.startsWith(TAGS) && !tag.equals(TAGS + "str");
    return resolves ? PlainScalars.resolve(text, place) : new TextNode(text, place);
  }

  private String place(Event event) {
    return event.getStartMark().map(mark -> source + ":" + (mark.getLine() + 1)).orElse(source);
  }
}
