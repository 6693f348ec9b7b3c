package io.treeline.query.text;

import io.treeline.query.json.JsonValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/// Scores as people read them: `helpfulness 0.8 (good)`.
final class ScoresText {
  private static final String TITLE = "scores: ";
  private static final int MAX_SHOWN = 8;
  private static final MathContext DIGITS = new MathContext(4);

  private ScoresText() {}

  /// The scores of a run as one flowing line; none for none.
  static List<String> lines(JsonValue run, Screen screen) {
    List<JsonValue> scores = run.get("scores").items();
    if (scores.isEmpty()) {
      return List.of();
    }
    List<String> parts = new ArrayList<>();
    scores.stream().limit(MAX_SHOWN).forEach(score -> parts.add(part(score)));
    if (scores.size() > MAX_SHOWN) {
      parts.add(scores.size() - MAX_SHOWN + " more, use --output json");
    }
    parts.set(0, TITLE + parts.getFirst());
    return Cells.flow(parts, screen.glyphs().separator, screen.width());
  }

  /// Name, value and label of one score.
  static String part(JsonValue score) {
    StringBuilder part = new StringBuilder(score.get("name").text(""));
    BigDecimal value = score.get("value").number();
    String label = score.get("label").text();
    if (value != null) {
      part.append(' ').append(number(value));
    }
    if (label != null) {
      part.append(value == null ? " " + label : " (" + label + ")");
    }
    return Cells.clean(part.toString());
  }

  /// Four digits, without an exponent where that is as short.
  private static String number(BigDecimal value) {
    BigDecimal rounded = value.round(DIGITS).stripTrailingZeros();
    return Math.abs(rounded.scale()) < 10 ? rounded.toPlainString() : rounded.toString();
  }
}
