package io.treeline.processor.dialect;

import io.treeline.model.StepKind;
import io.treeline.processor.facts.Field;
import io.treeline.processor.wire.Unit;
import org.jspecify.annotations.Nullable;

/// One spelling of a canonical field. Of several present ones the lowest `order` wins.
///
/// `kinds` and `dialects` are bit sets the span must meet; `like` cuts the value out of a text.
record Alias(
    Field field,
    int order,
    Unit unit,
    int kinds,
    long dialects,
    @Nullable Glob like,
    String spanSource,
    String eventSource,
    String logSource,
    String resourceSource) {
  /// Where in OTLP a field was found: the first words of its source, as readers show it.
  enum Origin {
    SPAN("span attribute "),
    EVENT("event attribute "),
    LOG("log attribute "),
    RESOURCE("resource attribute ");

    private final String words;

    Origin(String words) {
      this.words = words;
    }

    /// The full source of a key, such as `span attribute session.id`.
    String of(String key) {
      return words + key;
    }
  }

  static final int ALL_KINDS = -1;
  static final long ANY_DIALECT = 0;

  /// From this rank on, an alias says for which agent a span works, not what the span is.
  static final int WORKS_FOR_RANK = 900;

  private static final int SEQUENCE = 10_000;

  /// An order that sorts by rank, then by place in the tables.
  static int order(int rank, int sequence) {
    return rank * SEQUENCE + sequence;
  }

  boolean isWorksFor() {
    return order >= WORKS_FOR_RANK * SEQUENCE;
  }

  boolean applies(StepKind kind, long spanDialects) {
    return (kinds & 1 << kind.ordinal()) != 0
        && (dialects == ANY_DIALECT || (dialects & spanDialects) != 0);
  }

  String source(Origin origin) {
    return switch (origin) {
      case SPAN -> spanSource;
      case EVENT -> eventSource;
      case LOG -> logSource;
      case RESOURCE -> resourceSource;
    };
  }
}
