package io.treeline.processor.facts;

import io.treeline.model.read.DialectInfo;
import io.treeline.processor.facts.SpanReading.Item;
import java.util.List;

/// Reads single spans in full, and tells which dialects it knows. Any thread.
public interface DialectReader {
  /// Knows nothing; a span is asked for in vain.
  DialectReader NONE =
      new DialectReader() {
        @Override
        public SpanReading read(Item span, List<Item> logs) {
          throw new UnsupportedOperationException("spans are not read one by one here");
        }

        @Override
        public List<DialectInfo> dialects() {
          return List.of();
        }
      };

  /// @param logs the log records that belong to the span, in any order
  SpanReading read(Item span, List<Item> logs);

  /// All dialects, in the order of their tables.
  List<DialectInfo> dialects();

  /// How many strings with invalid UTF-8 were repaired since the start.
  default long repairedStrings() {
    return 0;
  }
}
