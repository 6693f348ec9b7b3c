package io.treeline.app.config;

import io.treeline.app.config.ConfigNode.ListNode;
import io.treeline.app.config.ConfigNode.MapNode;
import io.treeline.app.config.ConfigNode.NullNode;
import io.treeline.app.config.ConfigNode.NumberNode;
import io.treeline.app.config.ConfigNode.TextNode;
import io.treeline.app.config.ConfigReport.Tier;
import io.treeline.app.config.Report.KnownKey;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One mapping while it is read: remembers which keys were asked for, so that [#close] can name the
/// others. Problems are reported, not thrown; a key with a problem counts as not set.
final class Section implements AutoCloseable {
  private static final String TEXT = "text";

  private final String path;
  private final String place;
  private final Map<String, ConfigNode> entries;
  private final Report report;
  private final Tier tier;
  private final Set<String> known = new TreeSet<>();
  private final Set<String> handled = new HashSet<>();

  private Section(
      String path, String place, Map<String, ConfigNode> entries, Report report, Tier tier) {
    this.path = path;
    this.place = place;
    this.entries = entries;
    this.report = report;
    this.tier = tier;
  }

  static Section root(MapNode node, Report report) {
    return new Section("", node.place(), node.entries(), report, Tier.IMPLEMENTED);
  }

  /// A section that is not there, so that all its keys have their defaults.
  Section absent(String otherPath) {
    return new Section(otherPath, "defaults", Map.of(), report, Tier.IMPLEMENTED);
  }

  /// The same section, whose keys are read and checked and have no effect.
  Section withoutEffect() {
    return new Section(path, place, entries, report, Tier.NO_EFFECT);
  }

  String path() {
    return path;
  }

  Set<String> keys() {
    return entries.keySet();
  }

  /// The keys that nobody asked for yet.
  List<String> unread() {
    return entries.keySet().stream().filter(key -> !handled.contains(key)).toList();
  }

  /// Whether the key is there, with or without a value.
  boolean has(String key) {
    return entries.containsKey(key);
  }

  /// Whether the key is there with a value.
  boolean hasValue(String key) {
    ConfigNode node = entries.get(key);
    return node != null && !(Values.parsed(node) instanceof NullNode);
  }

  /// The section under `key`; an empty one when it is absent or has no value.
  Section section(String key) {
    return child(key, take(key, null), name(key));
  }

  /// The sections in the list under `key`.
  List<Section> sections(String key) {
    return or(optionalSections(key), List.of());
  }

  /// The sections in the list under `key`; null if there is none, which is not an empty one.
  @Nullable List<Section> optionalSections(String key) {
    ConfigNode node = take(key, null);
    if (node == null || Values.parsed(node) instanceof NullNode) {
      return null;
    }
    if (!(Values.parsed(node) instanceof ListNode list)) {
      report.problem(node.place(), name(key), "expected a list");
      return null;
    }
    List<Section> sections = new ArrayList<>();
    for (ConfigNode item : list.items()) {
      sections.add(child(key, item, name(key) + "[]"));
    }
    return sections;
  }

  private Section child(String key, @Nullable ConfigNode node, String childPath) {
    String childPlace = node == null ? place : node.place();
    if (node != null && Values.parsed(node) instanceof MapNode map) {
      return new Section(childPath, childPlace, map.entries(), report, tier);
    }
    if (node != null && !(Values.parsed(node) instanceof NullNode)) {
      report.problem(childPlace, name(key), "expected a mapping");
    }
    return new Section(childPath, childPlace, Map.of(), report, tier);
  }

  String text(String key, String otherwise) {
    String words = otherwise.isEmpty() ? "none" : otherwise;
    return or(value(key, TEXT, words, Values::text), otherwise);
  }

  /// @param otherwise what its absence means, in words
  @Nullable String optionalText(String key, String otherwise) {
    return value(key, TEXT, otherwise, Values::text);
  }

  Path path(String key, String otherwise) {
    Path path = optionalPath(key, otherwise);
    return path == null ? Path.of(otherwise) : path;
  }

  /// A path, null if it is not given or empty.
  ///
  /// @param otherwise what its absence means, in words
  @Nullable Path optionalPath(String key, String otherwise) {
    Path path = value(key, "path", otherwise, Values::path);
    return path == null || path.toString().isEmpty() ? null : path;
  }

  List<Path> paths(String key) {
    Function<ConfigNode, List<Path>> parse =
        node -> Values.texts(node).stream().map(Values::path).toList();
    return or(value(key, "list of paths", "empty", parse), List.of());
  }

  boolean flag(String key, boolean otherwise) {
    return or(value(key, "true or false", Boolean.toString(otherwise), Values::flag), otherwise);
  }

  /// @param otherwise what its absence means, in words
  @Nullable Boolean optionalFlag(String key, String otherwise) {
    return value(key, "true or false", otherwise, Values::flag);
  }

  /// Whether an optional part of its parent is there and not `enabled: false`.
  boolean isOn(boolean isGiven) {
    Boolean enabled = optionalFlag("enabled", "true if the section has a value");
    return isGiven && (enabled == null || enabled);
  }

  Duration duration(String key, Duration otherwise) {
    return duration(key, otherwise, Quantities.words(otherwise));
  }

  /// @param words what its absence means, where that is not a duration
  Duration duration(String key, Duration otherwise, String words) {
    Duration duration = or(value(key, "duration", words, Values::duration), otherwise);
    if (duration.isNegative()) {
      problem(key, "must not be negative");
      return otherwise;
    }
    return duration;
  }

  /// A limit in time, where zero or less means Treeline's own.
  Duration timeout(String key) {
    Duration zero = Duration.ZERO;
    Duration timeout = or(value(key, "duration", "bounded", Values::duration), zero);
    return timeout.isNegative() ? zero : timeout;
  }

  long bytes(String key, long otherwise) {
    return or(value(key, "size", Quantities.sizeWords(otherwise), Values::bytes), otherwise);
  }

  long number(String key, long otherwise, long min, long max) {
    return number(key, otherwise, min, max, Long.toString(otherwise));
  }

  /// @param words what its absence means, where that is not a number
  long number(String key, long otherwise, long min, long max, String words) {
    Function<ConfigNode, Long> parse =
        node -> {
          long number = Values.wholeNumber(node);
          if (number < min || number > max) {
            throw new IllegalArgumentException("must be " + min + " to " + max);
          }
          return number;
        };
    return or(value(key, "number", words, parse), otherwise);
  }

  double decimal(String key, double otherwise) {
    String words = BigDecimal.valueOf(otherwise).stripTrailingZeros().toPlainString();
    return or(value(key, "number", words, Values::decimal), otherwise);
  }

  Endpoint endpoint(String key, Endpoint otherwise) {
    return or(
        value(key, "host:port", otherwise.toString(), node -> Endpoint.parse(Values.text(node))),
        unlessGiven(otherwise));
  }

  /// Where to listen if nobody says.
  Endpoint unlessGiven(Endpoint endpoint) {
    return report.unlessGiven(endpoint);
  }

  @Nullable Endpoint optionalEndpoint(String key, String otherwise) {
    return value(key, "host:port", otherwise, node -> Endpoint.parse(Values.text(node)));
  }

  <E extends Enum<E>> E choice(String key, E otherwise) {
    Class<E> type = otherwise.getDeclaringClass();
    return or(
        value(
            key,
            String.join(", ", Quantities.words(type)),
            Quantities.word(otherwise),
            node -> Quantities.choice(type, Values.text(node))),
        otherwise);
  }

  /// A list of strings.
  List<String> texts(String key) {
    return or(optionalTexts(key, "empty"), List.of());
  }

  /// A list of strings; null if there is none, which is not an empty one.
  @Nullable List<String> optionalTexts(String key, String otherwise) {
    return value(key, "list", otherwise, Values::texts);
  }

  /// Names with their values: a mapping, or a list of `{name, value}`.
  Map<String, String> pairs(String key) {
    Map<String, String> pairs = new LinkedHashMap<>();
    ConfigNode node =
        take(key, new KnownKey(name(key), "names and values", "empty", Tier.IMPLEMENTED));
    if (node == null) {
      return pairs;
    }
    implemented(key);
    if (Values.parsed(node) instanceof MapNode map) {
      for (Map.Entry<String, ConfigNode> entry : map.entries().entrySet()) {
        addPair(pairs, key, entry.getKey(), entry.getValue());
      }
      return pairs;
    }
    for (Section pair : sections(key)) {
      try (pair) {
        String name = pair.optionalText("name", "required");
        String value = pair.optionalText("value", "required");
        if (name == null || value == null || pairs.put(name, value) != null) {
          pair.problem("name", "expected a name, once, and its value");
        }
      }
    }
    return pairs;
  }

  private void addPair(Map<String, String> pairs, String key, String name, ConfigNode value) {
    try {
      pairs.put(name, Values.text(value));
    } catch (IllegalArgumentException e) {
      report.problem(value.place(), name(key) + "." + name, String.valueOf(e.getMessage()));
    }
  }

  /// Says that a key is read, whatever is below it.
  void implemented(String key) {
    ConfigNode node = entries.get(key);
    if (node != null) {
      report.set(name(key), node.place(), tier);
    }
  }

  /// Accepts keys that have no effect here, each with one warning.
  void ignore(String why, String... keys) {
    for (String key : keys) {
      ConfigNode node = take(key, new KnownKey(name(key), "any", "", Tier.NO_EFFECT));
      if (node != null) {
        report.set(name(key), node.place(), Tier.NO_EFFECT);
        report.note(node.place(), name(key), "has no effect in Treeline: " + why);
      }
    }
  }

  /// Accepts keys of something whose having no effect has been said already.
  void inert(String... keys) {
    for (String key : keys) {
      ConfigNode node = take(key, new KnownKey(name(key), "any", "", Tier.NO_EFFECT));
      if (node != null) {
        report.set(name(key), node.place(), Tier.NO_EFFECT);
      }
    }
  }

  /// Accepts whatever is here; nobody looks at it.
  void inertAll() {
    inert(entries.keySet().toArray(String[]::new));
  }

  /// Refuses a key that means something we would otherwise break silently.
  void refuse(String key, String why) {
    ConfigNode node = take(key, new KnownKey(name(key), "any", "", Tier.REFUSED));
    if (node != null && !(Values.parsed(node) instanceof NullNode)) {
      report.unsupported(node.place(), name(key), why);
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
        report.set(name(key), node.place(), Tier.REFUSED);
        problem(key, "unknown key" + hint);
      }
    });
  }

  /// Reports what is wrong with a key, or with the section for lack of it.
  void problem(String key, String text) {
    report.problem(placeOf(key), name(key), text);
  }

  /// Reports what we cannot do.
  void unsupported(String key, String text) {
    report.unsupported(placeOf(key), name(key), text);
  }

  void note(String key, String text) {
    report.note(placeOf(key), name(key), text);
  }

  private String placeOf(String key) {
    ConfigNode node = entries.get(key);
    return node == null ? place : node.place();
  }

  private <T> @Nullable T value(
      String key, String values, String otherwise, Function<ConfigNode, T> parse) {
    ConfigNode node = take(key, new KnownKey(name(key), values, otherwise, tier));
    if (node == null || Values.parsed(node) instanceof NullNode) {
      return null;
    }
    report.set(name(key), node.place(), tier);
    try {
      return parse.apply(node);
    } catch (IllegalArgumentException e) {
      report.problem(node.place(), name(key), written(node, values) + e.getMessage());
      return null;
    }
  }

  /// The value as it stands in the file, unless it may be a secret.
  private static String written(ConfigNode node, String values) {
    return switch (node) {
      case TextNode text when !values.equals(TEXT) -> "\"" + text.text() + "\": ";
      case NumberNode number -> number.text() + ": ";
      case ConfigNode other -> "";
    };
  }

  private @Nullable ConfigNode take(String key, @Nullable KnownKey knownKey) {
    if (knownKey != null) {
      report.know(knownKey);
    }
    known.add(key);
    handled.add(key);
    return entries.get(key);
  }

  private String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
