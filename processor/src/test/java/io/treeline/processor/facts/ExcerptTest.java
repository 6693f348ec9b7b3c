package io.treeline.processor.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ExcerptTest {
  private static final String LONG = "It is warm. ".repeat(50);

  @Test
  void shortText_isItself() {
    assertThat(Excerpt.of("short", 10)).isEqualTo("short");
    assertThat(Excerpt.isExcerpt("short")).isFalse();
  }

  @Test
  void longText_keepsItsBeginning_andIsToldApartFromOthers() {
    String excerpt = Excerpt.of(LONG, 10);
    assertThat(excerpt).startsWith("It is warm").hasSize(10 + Excerpt.OVERHEAD);
    assertThat(Excerpt.head(excerpt)).isEqualTo("It is warm");
    assertThat(Excerpt.isOf(excerpt, LONG)).isTrue();
    assertThat(Excerpt.isOf(excerpt, LONG + "!")).isFalse();
    assertThat(Excerpt.of(LONG + "!", 10)).isNotEqualTo(excerpt);
  }

  @Test
  void excerptOfAnExcerpt_isThatOfTheText() {
    assertThat(Excerpt.shorter(Excerpt.of(LONG, 100), 10)).isEqualTo(Excerpt.of(LONG, 10));
    assertThat(Excerpt.shorter("plain".repeat(20), 10))
        .isEqualTo(Excerpt.of("plain".repeat(20), 10));
    assertThat(Excerpt.shorter(Excerpt.of(LONG, 5), 10)).isEqualTo(Excerpt.of(LONG, 5));
  }

  @Test
  void textThatLooksLikeAnExcerpt_becomesOne() {
    String hostile = Excerpt.of(LONG, 4);
    String excerpt = Excerpt.of(hostile, 100);
    assertThat(Excerpt.isOf(excerpt, hostile)).isTrue();
    assertThat(Excerpt.isOf(excerpt, LONG)).isFalse();
  }

  @Test
  void pairOfSurrogates_isNotCutInTwo() {
    assertThat(Excerpt.head(Excerpt.of("123456789😀" + LONG, 10))).isEqualTo("123456789");
  }

  @Test
  void digests_tellBrokenJsonApart() {
    assertThat(Excerpt.isBroken(Excerpt.digestOfBroken("{\"a\":"))).isTrue();
    assertThat(Excerpt.isBroken(Excerpt.digestOf("{\"a\":"))).isFalse();
  }
}
