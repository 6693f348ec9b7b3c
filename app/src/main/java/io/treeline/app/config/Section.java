package io.treeline.app.config;

import io.treeline.app.config.ConfigNode.ListNode;
import io.treeline.app.config.ConfigNode.MapNode;
import io.treeline.app.config.ConfigNode.NullNode;
import io.treeline.app.config.ConfigNode.ScalarNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One mapping while it is read: remembers which keys were asked for, so that [#close] can name the
/// others. Problems are collected, not thrown.
final class Section implements AutoCloseable {
  private final String path;
  private final Map<String, ConfigNode> entries;
  private final List<String> problems;
  private final List<String> notes;
  private final Set<String> known = new TreeSet<>();
  private final Set<String> handled = new HashSet<>();

  private Section(
      String path, Map<String, ConfigNode> entries, List<String> problems, List<String> notes) {
    this.path = path;
    this.entries = entries;
    this.problems = problems;
    this.notes = notes;
  }

  static Section root(MapNode node, List<String> problems, List<String> notes) {
    return new Section("", node.entries(), problems, notes);
  }

  Set<String> keys() {
    return entries.keySet();
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  /// The section under `key`; an empty one when it is absent or has no value.
  Section section(String key) {
    return switch (take(key)) {
      case MapNode map -> child(key, map.entries());
      case NullNode nothing -> child(key, Map.of());
      case null -> child(key, Map.of());
      case ListNode list -> wrongType(list, key);
      case ScalarNode scalar -> wrongType(scalar, key);
    };
  }

  private Section wrongType(ConfigNode node, String key) {
    problem(node, key, "expected a mapping");
    return child(key, Map.of());
  }

  private Section child(String key, Map<String, ConfigNode> content) {
    return new Section(name(key), content, problems, notes);
  }

  @Nullable String text(String key) {
    return value(key, text -> text);
  }

  @Nullable Duration duration(String key) {
    return value(key, Quantities::duration);
  }

  @Nullable Long bytes(String key) {
    return value(key, Quantities::bytes);
  }

  @Nullable Double number(String key) {
    return value(key, Double::parseDouble);
  }

  @Nullable Long wholeNumber(String key) {
    return value(key, Long::parseLong);
  }

  @Nullable Endpoint endpoint(String key) {
    return value(key, Endpoint::parse);
  }

  <E extends Enum<E>> @Nullable E choice(String key, Class<E> type) {
    return value(key, text -> Quantities.choice(type, text));
  }

  /// A list of plain values; a single value counts as a list of one.
  List<String> texts(String key) {
    return switch (take(key)) {
      case ListNode list -> scalars(list, key);
      case ScalarNode scalar -> List.of(scalar.text());
      case NullNode nothing -> List.of();
      case null -> List.of();
      case MapNode map -> {
        problem(map, key, "expected a list");
        yield List.of();
      }
    };
  }

  private List<String> scalars(ListNode list, String key) {
    List<String> texts = new ArrayList<>();
    for (ConfigNode item : list.items()) {
      if (item instanceof ScalarNode scalar) {
        texts.add(scalar.text());
      } else {
        problem(item, key, "expected a list of plain values");
      }
    }
    return texts;
  }

  /// Accepts keys that have no effect here, each with one warning.
  void ignore(String... keys) {
    for (String key : keys) {
      ConfigNode node = take(key);
      if (node != null) {
        notes.add(node.place() + ": " + name(key) + " has no effect in Treeline");
      }
    }
  }

  /// Refuses a key that means something we would otherwise break silently.
  void refuse(String key, String why) {
    ConfigNode node = take(key);
    if (node != null) {
      problem(node, key, why);
    }
  }

  /// Names every key that nobody asked for.
  @Override
  public void close() {
    entries.forEach((key, node) -> {
      if (!handled.contains(key)) {
        String nearest = Quantities.nearest(key, known);
        String hint =
            nearest == null
                ? known.isEmpty() ? "" : "; known keys: " + String.join(", ", known)
                : "; did you mean " + nearest + "?";
        problem(node, key, "unknown key" + hint);
      }
    });
  }

  void problem(String key, String text) {
    ConfigNode node = entries.get(key);
    problems.add((node == null ? "" : node.place() + ": ") + name(key) + ": " + text);
  }

  private void problem(ConfigNode node, String key, String text) {
    problems.add(node.place() + ": " + name(key) + ": " + text);
  }

  private <T> @Nullable T value(String key, Function<String, T> parse) {
    switch (take(key)) {
      case ScalarNode scalar -> {
        try {
          return parse.apply(scalar.text());
        } catch (IllegalArgumentException e) {
          String why = e instanceof NumberFormatException ? "expected a number" : e.getMessage();
          problem(scalar, key, "\"" + scalar.text() + "\": " + why);
        }
      }
      case MapNode map -> problem(map, key, "expected a plain value");
      case ListNode list -> problem(list, key, "expected a plain value");
      case NullNode nothing -> {
        return null;
      }
      case null -> {
        return null;
      }
    }
    return null;
  }

  private @Nullable ConfigNode take(String key) {
    known.add(key);
    handled.add(key);
    return entries.get(key);
  }

  private String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
