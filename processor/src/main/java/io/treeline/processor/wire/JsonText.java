package io.treeline.processor.wire;

import io.treeline.processor.wire.ValueCursor.Token;

/// Writes a structured value as compact JSON text, up to [Texts#MAX_BYTES] characters.
final class JsonText {
  private final ValueCursor cursor;
  private final StringBuilder out = new StringBuilder();

  private JsonText(ValueCursor cursor) {
    this.cursor = cursor;
  }

  /// The value that begins with a token just read.
  static String of(ValueCursor cursor, Token token) {
    JsonText text = new JsonText(cursor);
    text.value(token);
    return text.out.toString();
  }

  private void value(Token token) {
    if (out.length() > Texts.MAX_BYTES) {
      if (token.isContainer()) {
        cursor.skip();
      }
      return;
    }
    switch (token) {
      case OBJECT -> object();
      case ARRAY -> array();
      case STRING -> quoted(cursor.text());
      case NUMBER -> out.append(cursor.text());
      case TRUE -> out.append("true");
      case FALSE -> out.append("false");
      case KEY, NULL, END, END_OBJECT, END_ARRAY -> out.append("null");
    }
  }

  private void object() {
    char separator = '{';
    while (cursor.next() == Token.KEY) {
      out.append(separator);
      quoted(cursor.text());
      out.append(':');
      value(cursor.next());
      separator = ',';
    }
    out.append(separator == '{' ? "{}" : "}");
  }

  private void array() {
    char separator = '[';
    for (Token token = cursor.next(); token.isValue(); token = cursor.next()) {
      out.append(separator);
      value(token);
      separator = ',';
    }
    out.append(separator == '[' ? "[]" : "]");
  }

  private void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> escaped(c);
      }
    }
    out.append('"');
  }

  private void escaped(char c) {
    if (c < ' ') {
      out.append(String.format("\\u%04x", (int) c));
    } else {
      out.append(c);
    }
  }
}
