package io.treeline.app.config;

import io.treeline.app.config.ConfigNode.ExpandedNode;
import io.treeline.app.config.ConfigNode.FlagNode;
import io.treeline.app.config.ConfigNode.ListNode;
import io.treeline.app.config.ConfigNode.MapNode;
import io.treeline.app.config.ConfigNode.NullNode;
import io.treeline.app.config.ConfigNode.NumberNode;
import io.treeline.app.config.ConfigNode.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Replaces `${env:NAME}`, `${NAME}`, `${env:NAME:-default}`, `${file:path}` and `${yaml:text}`,
/// inner ones first, again and again until nothing is left; `$$` stands for one `$`.
///
/// A reference that is the whole value becomes what YAML makes of its text; inside a longer text
/// the text itself is put in. Rounds and sizes are bounded, as a variable may name itself.
///
/// Source: opentelemetry-collector, confmap/expand.go and confmap/resolver.go (behaviour).
final class Expansion {
  private static final int MAX_ROUNDS = 1_000;
  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int MAX_TOTAL_CHARACTERS = 1 << 22;
  private static final int MAX_DEPTH = 50;
  private static final int MAX_REFERENCES = 10_000;
  private static final int MAX_NODES = 100_000;

  private final Retrieval retrieval;
  private int nodes;
  private long characters;
  private int depth;
  private int references;

  /// Whether this round has replaced anything.
  private boolean changed;

  Expansion(Retrieval retrieval) {
    this.retrieval = retrieval;
  }

  /// The tree without references.
  MapNode apply(MapNode tree) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    tree.entries().forEach((key, value) -> entries.put(key, unescaped(expandedFully(value))));
    return new MapNode(entries, tree.place());
  }

  private ConfigNode expandedFully(ConfigNode node) {
    return switch (node) {
      case MapNode map -> mapped(map, this::expandedFully);
      case ConfigNode other -> repeat(other);
    };
  }

  private ConfigNode repeat(ConfigNode node) {
    ConfigNode current = node;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      changed = false;
      current = expanded(current);
      if (!changed) {
        return current;
      }
    }
    throw new ConfigException(node.place() + ": references lead to each other without end");
  }

  /// One round.
  private ConfigNode expanded(ConfigNode node) {
    return switch (node) {
      case ExpandedNode whole -> expandedAgain(whole);
      case TextNode text -> expandedText(text);
      case MapNode map -> mapped(map, this::expanded);
      case ListNode list -> listed(list, this::expanded);
      case NumberNode number -> number;
      case FlagNode flag -> flag;
      case NullNode nothing -> nothing;
    };
  }

  private ConfigNode expandedAgain(ExpandedNode node) {
    if (depth == MAX_DEPTH) {
      throw new ConfigException(
          node.place() + ": references within references, deeper than " + MAX_DEPTH);
    }
    depth++;
    ConfigNode value = expanded(node.value());
    depth--;
    if (value instanceof ExpandedNode) {
      return value;
    }
    if (value instanceof TextNode text) {
      return new ExpandedNode(text, text.text(), node.place());
    }
    ConfigNode original;
    try {
      original = expandedText(new TextNode(node.original(), node.place()));
    } catch (ConfigException e) {
      // A comment, for one, may hold what is no reference; as text this value is then unknown.
      return value;
    }
    return switch (original) {
      case TextNode text -> new ExpandedNode(value, text.text(), node.place());
      case ExpandedNode inner when inner.value() instanceof TextNode text ->
          new ExpandedNode(value, text.text(), node.place());
      case ConfigNode other -> value;
    };
  }

  private ConfigNode expandedText(TextNode node) {
    String text = node.text();
    String reference = firstReference(text);
    if (reference == null) {
      return node;
    }
    changed = true;
    if (++references > MAX_REFERENCES) {
      throw new ConfigException(
          node.place() + ": references lead to more than " + MAX_REFERENCES + " others");
    }
    Retrieval.Retrieved retrieved =
        retrieval.retrieve(reference.substring(2, reference.length() - 1), node.place());
    if (reference.equals(text)) {
      count(retrieved.value(), node.place());
      return new ExpandedNode(retrieved.value(), retrieved.text(), node.place());
    }
    String replaced = replaced(text, reference, retrieved.text(), node.place());
    // Remembered as expanded: what came from a variable may be a secret.
    return new ExpandedNode(new TextNode(replaced, node.place()), replaced, node.place());
  }

  /// The first reference that is not escaped and holds no other; null if there is none.
  private static @Nullable String firstReference(String text) {
    for (int close = text.indexOf('}'); close >= 0; close = text.indexOf('}', close + 1)) {
      int open = text.lastIndexOf("${", close);
      if (open >= 0 && text.indexOf('}', open) == close && !isEscaped(text, open)) {
        return text.substring(open, close + 1);
      }
    }
    return null;
  }

  private static boolean isEscaped(String text, int open) {
    int dollars = 0;
    while (open - dollars > 0 && text.charAt(open - dollars - 1) == '$') {
      dollars++;
    }
    return dollars % 2 == 1;
  }

  private String replaced(String text, String reference, String value, String place) {
    StringBuilder out = new StringBuilder();
    int done = 0;
    for (int at = text.indexOf(reference); at >= 0; at = text.indexOf(reference, done)) {
      out.append(text, done, at).append(isEscaped(text, at) ? reference : value);
      done = at + reference.length();
      if (out.length() > MAX_CHARACTERS) {
        throw new ConfigException(place + ": longer than 1 MiB once its references are replaced");
      }
    }
    characters += out.length() + text.length() - done;
    if (characters > MAX_TOTAL_CHARACTERS) {
      throw new ConfigException(place + ": references lead to ever more text");
    }
    return out.append(text, done, text.length()).toString();
  }

  private void count(ConfigNode node, String place) {
    switch (node) {
      case MapNode map -> map.entries().values().forEach(value -> count(value, place));
      case ListNode list -> list.items().forEach(item -> count(item, place));
      case ConfigNode leaf -> nodes++;
    }
    if (nodes > MAX_NODES) {
      throw new ConfigException(
          place + ": references stand for more than " + MAX_NODES + " values");
    }
  }

  private static ConfigNode unescaped(ConfigNode node) {
    return switch (node) {
      case TextNode text -> new TextNode(unescaped(text.text()), text.place());
      case ExpandedNode whole ->
          new ExpandedNode(unescaped(whole.value()), unescaped(whole.original()), whole.place());
      case MapNode map -> mapped(map, Expansion::unescaped);
      case ListNode list -> listed(list, Expansion::unescaped);
      case NumberNode number -> number;
      case FlagNode flag -> flag;
      case NullNode nothing -> nothing;
    };
  }

  private static String unescaped(String text) {
    return text.replace("$$", "$");
  }

  private interface Step {
    ConfigNode apply(ConfigNode node);
  }

  private static ConfigNode mapped(MapNode map, Step step) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    map.entries().forEach((key, value) -> entries.put(key, step.apply(value)));
    return new MapNode(entries, map.place());
  }

  private static ConfigNode listed(ListNode list, Step step) {
    return new ListNode(list.items().stream().map(step::apply).toList(), list.place());
  }
}
