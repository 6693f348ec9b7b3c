package io.treeline.processor.dialect;

import io.treeline.processor.wire.ByteHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds the rule of an attribute key by its bytes, without making a string of it. Immutable.
///
/// Exact keys are one probe of a hash table. Key prefixes (`langsmith.metadata.*`) are looked at
/// only when no exact key matches, by their first three bytes.
final class KeyTable {
  /// The shortest prefix there may be.
  static final int MIN_PREFIX = 3;

  private final @Nullable KeyRule[] exact;
  private final int[] starts;
  private final KeyRule[][] prefixes;

  KeyTable(Collection<KeyRule> rules) {
    int size = Integer.highestOneBit(Math.max(16, rules.size() * 4));
    exact = new KeyRule[size];
    SortedMap<Integer, List<KeyRule>> byStart = new TreeMap<>();
    for (KeyRule rule : rules) {
      if (rule.isPrefix()) {
        byStart.computeIfAbsent(start(rule.key(), 0), s -> new ArrayList<>()).add(rule);
      } else {
        insert(rule);
      }
    }
    starts = byStart.keySet().stream().mapToInt(Integer::intValue).toArray();
    prefixes = byStart.values().stream().map(KeyTable::longestFirst).toArray(KeyRule[][]::new);
  }

  private static KeyRule[] longestFirst(List<KeyRule> rules) {
    rules.sort(Comparator.comparingInt((KeyRule rule) -> rule.key().length).reversed());
    return rules.toArray(KeyRule[]::new);
  }

  private void insert(KeyRule rule) {
    int slot = ByteHash.of(rule.key(), 0, rule.key().length) & (exact.length - 1);
    while (exact[slot] != null) {
      slot = (slot + 1) & (exact.length - 1);
    }
    exact[slot] = rule;
  }

  /// The rule of a key, or null when no table knows it.
  @Nullable KeyRule find(byte[] bytes, int from, int to) {
    int slot = ByteHash.of(bytes, from, to) & (exact.length - 1);
    for (KeyRule rule = exact[slot]; rule != null; rule = exact[slot]) {
      if (Arrays.equals(rule.key(), 0, rule.key().length, bytes, from, to)) {
        return rule;
      }
      slot = (slot + 1) & (exact.length - 1);
    }
    return to - from <= MIN_PREFIX ? null : findPrefix(bytes, from, to);
  }

  private @Nullable KeyRule findPrefix(byte[] bytes, int from, int to) {
    int group = Arrays.binarySearch(starts, start(bytes, from));
    if (group < 0) {
      return null;
    }
    for (KeyRule rule : prefixes[group]) {
      int length = rule.key().length;
      if (length < to - from && Arrays.equals(rule.key(), 0, length, bytes, from, from + length)) {
        return rule;
      }
    }
    return null;
  }

  private static int start(byte[] bytes, int from) {
    return bytes[from] & 0xff | (bytes[from + 1] & 0xff) << 8 | (bytes[from + 2] & 0xff) << 16;
  }
}
