package io.treeline.processor.dialect;

import org.jspecify.annotations.Nullable;

/// A text with at most one `*`: `handoff to *`, `*._execute_core`, `gen_ai.*` or a plain text.
record Glob(String prefix, String suffix, boolean exact) {

  static Glob of(String pattern) {
    int star = pattern.indexOf('*');
    return star < 0
        ? new Glob(pattern, "", true)
        : new Glob(pattern.substring(0, star), pattern.substring(star + 1), false);
  }

  @Override
  public String toString() {
    return exact ? prefix : prefix + "*" + suffix;
  }

  boolean matches(String text) {
    if (exact) {
      return text.equals(prefix);
    }
    return text.length() >= prefix.length() + suffix.length()
        && text.startsWith(prefix)
        && text.endsWith(suffix);
  }

  /// What stands for the star when the whole text matches; null when it does not or is empty.
  @Nullable String capture(String text) {
    if (exact || !matches(text)) {
      return null;
    }
    String captured = text.substring(prefix.length(), text.length() - suffix.length());
    return captured.isBlank() ? null : captured.strip();
  }

  /// What stands between the prefix and the next suffix, wherever the text goes on afterwards.
  @Nullable String captureWithin(String text) {
    int from = text.indexOf(prefix);
    if (exact || from < 0) {
      return null;
    }
    int to = suffix.isEmpty() ? text.length() : text.indexOf(suffix, from + prefix.length());
    return to < 0 ? null : text.substring(from + prefix.length(), to);
  }
}
