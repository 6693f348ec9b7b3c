package io.treeline.processor.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.SpanFacts;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/// Every spelling of every canonical field that genai-dialects.md section 2 lists, one a row.
class AliasesTest {

  @ParameterizedTest(name = "{0} is {3}")
  @CsvFileSource(resources = "aliases.csv")
  void spelling_alone_givesItsField(
      String key, String value, String beside, String field, String expected) {
    SpanOf span = SpanOf.name("some span").with(key, value);
    SpanFacts facts = beside == null ? span.facts() : with(span, beside).facts();

    assertThat(text(facts, Field.valueOf(field.toUpperCase(Locale.ROOT)))).isEqualTo(expected);
  }

  /// Words are `key=value`, `scope:NAME` or `status=error`.
  private static SpanOf with(SpanOf span, String beside) {
    for (String word : beside.split(" ", -1)) {
      int split = word.indexOf('=');
      if (word.startsWith("scope:")) {
        span.scope(word.substring("scope:".length()));
      } else if (word.equals("status=error")) {
        span.failed("");
      } else {
        span.with(word.substring(0, split), word.substring(split + 1));
      }
    }
    return span;
  }

  private static String text(SpanFacts facts, Field field) {
    return switch (field.type()) {
      case TEXT -> String.valueOf(facts.fields().text(field));
      case COUNT -> Long.toString(facts.fields().count(field));
      case TEXT_LIST -> String.join("|", facts.fields().list(field));
    };
  }
}
