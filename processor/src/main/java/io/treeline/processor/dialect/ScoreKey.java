package io.treeline.processor.dialect;

import java.util.Locale;

/// What part of a score a key holds. Keys of one group make one score; below a prefix, those with
/// the same number between prefix and `suffix` do (`annotations.0.annotation.name`).
record ScoreKey(Part part, String group, String suffix) {
  enum Part {
    NAME,
    VALUE,
    LABEL,
    COMMENT,
    /// Who gave the score.
    SOURCE,
    /// The response that the score is about.
    RESPONSE;

    static Part of(String word) {
      for (Part part : values()) {
        if (part.name().toLowerCase(Locale.ROOT).equals(word)) {
          return part;
        }
      }
      throw new IllegalArgumentException("unknown part of a score: " + word);
    }
  }
}
