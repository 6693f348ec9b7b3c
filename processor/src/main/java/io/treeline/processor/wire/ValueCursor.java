package io.treeline.processor.wire;

/// Reads a structured value as a stream of tokens, whether it came as JSON text or as AnyValue.
///
/// Lenient: a value that is cut off or malformed ends with [Token#END] where it stops making sense.
public sealed interface ValueCursor permits JsonCursor, AnyValueCursor {
  /// Deeper values are not followed.
  int MAX_DEPTH = 64;

  /// A token. `END` comes for ever once the value is over.
  enum Token {
    OBJECT,
    END_OBJECT,
    ARRAY,
    END_ARRAY,
    KEY,
    STRING,
    NUMBER,
    TRUE,
    FALSE,
    NULL,
    END;

    public boolean isContainer() {
      return this == OBJECT || this == ARRAY;
    }

    public boolean isValue() {
      return isContainer()
          || this == STRING
          || this == NUMBER
          || this == TRUE
          || this == FALSE
          || this == NULL;
    }
  }

  Token next();

  /// The text of the KEY, STRING or NUMBER just read.
  String text();

  /// Skips the rest of the OBJECT or ARRAY just opened.
  void skip();
}
