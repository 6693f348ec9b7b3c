package io.treeline.processor.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.model.Score;
import io.treeline.processor.facts.SentScore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Scores as single spans carry them; `scores.cases` has whole runs.
final class ScoresTest {
  private static final String EVENT = "gen_ai.evaluation.result";
  private static final String NAME = "gen_ai.evaluation.name";
  private static final String VALUE = "gen_ai.evaluation.score.value";

  @ParameterizedTest
  @CsvSource({
    "0.8, 0.8,",
    "' 1e3 ', 1000,",
    "-2, -2,",
    "0x1p3,, 0x1p3",
    "good,, good",
    "NaN, NaN,"
  })
  void value_ofAnyForm_isANumberOrALabel(String sent, Double value, String label) {
    List<SentScore> scores =
        SpanOf.name("x").event(EVENT, 1, NAME, "n", VALUE, sent).facts().scores();
    assertThat(scores)
        .containsExactly(new SentScore("n", value, label, null, "event attribute " + NAME, null));
  }

  @Test
  void longText_isCutBeforeHalfACharacter() {
    String text = "x".repeat(Score.MAX_TEXT_CHARS - 1) + "😀";
    SentScore score =
        SpanOf.name("x")
            .event(EVENT, 1, NAME, "n", "gen_ai.evaluation.explanation", text)
            .facts()
            .scores()
            .getFirst();
    assertThat(score.comment()).isEqualTo("x".repeat(Score.MAX_TEXT_CHARS - 1));
    assertThat(score.isSound()).isFalse();
  }

  @Test
  void events_withoutEnd_areReadAsFarAsARunShowsAndOneMore() {
    SpanOf span = SpanOf.name("x");
    for (int i = 0; i < 1_000; i++) {
      span.event(EVENT, 1, NAME, "n", VALUE, (double) i);
    }
    assertThat(span.facts().scores()).hasSize(Score.MAX_PER_RUN + 1);
  }

  @Test
  void table_withAnUnknownPartOrWithoutDialect_isRefused() {
    LexiconBuilder builder = new LexiconBuilder();
    TableReader reader = new TableReader(builder);
    reader.read("t", List.of("score name a.b", "dialect d D", "score grade a.b", "score name a*"));
    assertThat(reader.problems())
        .containsExactly(
            "t:1: a dialect entry must come first",
            "t:3: unknown part of a score: grade",
            "t:4: a key may end in * after at least 3 characters: a*");
    assertThatThrownBy(() -> ScoreKey.Part.of("NAME")).isInstanceOf(IllegalArgumentException.class);
  }
}
