package io.treeline.app.config;

import java.util.List;

/// What a configuration says and what becomes of it, key by key, in the order of reading.
///
/// @param keys every key that is set
/// @param problems what prevents a start, one line each
/// @param notes warnings, one line each
public record ConfigReport(List<SetKey> keys, List<String> problems, List<String> notes) {
  public ConfigReport {
    keys = List.copyOf(keys);
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }

  /// What becomes of a key.
  public enum Tier {
    IMPLEMENTED("implemented"),
    NO_EFFECT("accepted, no effect"),
    REFUSED("refused");

    private final String words;

    Tier(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /// A key that is set, where, and its tier.
  public record SetKey(String path, String place, Tier tier) {}
}
