package io.treeline.processor.dialect;

import io.treeline.model.StepKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All that the dialect tables say about one attribute key, or about all keys with one prefix.
///
/// Built by [LexiconBuilder], unchanged afterwards. Fields are read on the hot path.
final class KeyRule {
  private final String name;
  private final byte[] key;
  private final boolean prefix;

  /// The dialects that this key gives away, as bits.
  long dialects;

  final List<KindRung> rungs = new ArrayList<>();
  final List<Alias> aliases = new ArrayList<>();
  @Nullable JsonPaths json;
  OutputSource output = OutputSource.NONE;

  /// Where what a step was given may be; only readers of a single span look there.
  OutputSource input = OutputSource.NONE;

  /// What the key is evidence of, whatever it holds: bits of [Evidence].
  int evidence;

  /// Whether the key, or what follows the prefix, is metadata the client attached.
  boolean metadata;

  /// The parts of scores that the key, or keys below the prefix, hold.
  final List<ScoreKey> scores = new ArrayList<>(0);

  /// Values that make the span no step at all.
  final List<String> ignoredValues = new ArrayList<>();

  /// The value that makes the span a marker of an open span.
  @Nullable String pendingValue;

  /// The value that makes the span a failed one, if it speaks one of those dialects.
  @Nullable String errorValue;

  long errorDialects;
  boolean failsAnyDialect;

  /// A place where a step's output may be. Places of equal rank complete each other.
  record OutputSource(int rank, int kinds, boolean indexed) {
    static final OutputSource NONE = new OutputSource(0, 0, false);

    boolean concerns(StepKind kind) {
      return (kinds & 1 << kind.ordinal()) != 0;
    }
  }

  private KeyRule(String name, boolean prefix) {
    this.name = name;
    this.prefix = prefix;
    this.key = name.getBytes(StandardCharsets.UTF_8);
  }

  /// The rules by pattern (`key` or `prefix*`), made on demand.
  static final class Book {
    private final Map<String, KeyRule> rules = new TreeMap<>();

    KeyRule of(String pattern) {
      return rules.computeIfAbsent(pattern, Book::make);
    }

    private static KeyRule make(String pattern) {
      boolean prefix = pattern.endsWith("*");
      String name = prefix ? pattern.substring(0, pattern.length() - 1) : pattern;
      return new KeyRule(name, prefix);
    }

    /// The table of all rules. What a prefix says of dialect and kind holds for every key below it.
    KeyTable table() {
      for (KeyRule rule : rules.values()) {
        for (KeyRule wider : rules.values()) {
          if (wider.prefix && wider != rule && rule.name.startsWith(wider.name)) {
            rule.dialects |= wider.dialects;
            rule.rungs.addAll(wider.rungs);
          }
        }
      }
      return new KeyTable(rules.values());
    }
  }

  String name() {
    return name;
  }

  byte[] key() {
    return key;
  }

  boolean isPrefix() {
    return prefix;
  }

  /// Whether the value says what the span is.
  boolean isJudged() {
    return !rungs.isEmpty()
        || !ignoredValues.isEmpty()
        || pendingValue != null
        || errorValue != null;
  }

  /// Whether an attribute with this key has to be looked at again once all are known.
  boolean isRecorded() {
    return !aliases.isEmpty()
        || json != null
        || output.kinds() != 0
        || metadata
        || !scores.isEmpty();
  }
}
