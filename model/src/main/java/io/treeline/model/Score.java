package io.treeline.model;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// What an evaluator, a person or a check thought of a run or of one span of it.
///
/// At least one of `value`, which is finite, and `label` is there. `source` is who gave it as far
/// as the sender says, else where it was read, such as `event attribute gen_ai.evaluation.name`.
/// `spanId` is the span it is about.
public record Score(
    String name,
    @Nullable Double value,
    @Nullable String label,
    @Nullable String comment,
    String source,
    long spanId) {
  /// Most scores a run carries; those that come first in [#ORDER].
  public static final int MAX_PER_RUN = 64;

  /// Longest text of a score, in characters; what is longer is cut.
  public static final int MAX_TEXT_CHARS = 512;

  /// By name, then span, then what is said. Scores that differ in their source only are equal.
  public static final Comparator<Score> ORDER =
      Comparator.comparing(Score::name)
          .thenComparing(Score::spanId, Long::compareUnsigned)
          .thenComparing(Score::value, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(Score::label, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(Score::comment, Comparator.nullsLast(Comparator.naturalOrder()));

  public Score {
    if (value == null && label == null) {
      throw new IllegalArgumentException("a score has a value or a label");
    }
    if (value != null && !Double.isFinite(value)) {
      throw new IllegalArgumentException("a score's value is finite");
    }
  }
}
