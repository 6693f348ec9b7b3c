package io.treeline.processor.wire;

import org.jspecify.annotations.Nullable;

/// Reads an OTLP AnyValue, or the attributes of a message as if they were one object. Reusable.
public final class AnyValueCursor implements ValueCursor {
  private static final int ARRAY_ELEMENT = 1;

  private final Texts texts;
  private final @Nullable Wire[] frames = new @Nullable Wire[MAX_DEPTH + 1];
  private final boolean[] inObject = new boolean[MAX_DEPTH + 1];
  private final int[] elementField = new int[MAX_DEPTH + 1];
  private final Wire scratch = new Wire();
  private byte[] bytes = new byte[0];
  private int depth;
  private boolean pending;
  private int valueFrom;
  private int valueTo;
  private int textFrom;
  private int textTo;
  private @Nullable String number;

  public AnyValueCursor(Texts texts) {
    this.texts = texts;
  }

  /// Over one encoded AnyValue.
  public AnyValueCursor over(byte[] payload, int from, int to) {
    bytes = payload;
    depth = 0;
    pending = true;
    valueFrom = from;
    valueTo = to;
    return this;
  }

  /// Over a message whose attributes (repeated KeyValue) have that field number. The first token is
  /// the first KEY.
  public AnyValueCursor overAttributes(byte[] payload, int from, int to, int field) {
    bytes = payload;
    depth = 0;
    pending = false;
    push(from, to, field, true);
    return this;
  }

  @Override
  public Token next() {
    if (pending) {
      pending = false;
      return value(valueFrom, valueTo);
    }
    return depth == 0 ? Token.END : nextElement(frame(depth));
  }

  private Token nextElement(Wire frame) {
    while (frame.next()) {
      if (frame.isRange() && frame.field() == elementField[depth]) {
        return inObject[depth] ? key(frame) : value(frame.start(), frame.end());
      }
    }
    return inObject[depth--] ? Token.END_OBJECT : Token.END_ARRAY;
  }

  private Token key(Wire frame) {
    textFrom = textTo = valueFrom = valueTo = frame.start();
    number = null;
    scratch.over(bytes, frame.start(), frame.end());
    while (scratch.next()) {
      if (scratch.field() == 1 && scratch.isRange()) {
        textFrom = scratch.start();
        textTo = scratch.end();
      } else if (scratch.field() == 2 && scratch.isRange()) {
        valueFrom = scratch.start();
        valueTo = scratch.end();
      }
    }
    pending = true;
    return Token.KEY;
  }

  /// Field numbers of AnyValue: 1 string, 2 bool, 3 int, 4 double, 5 array, 6 kvlist, 7 bytes.
  private Token value(int from, int to) {
    Token token = Token.NULL;
    number = null;
    scratch.over(bytes, from, to);
    while (scratch.next()) {
      token = scratch.isRange() ? range() : scalar();
    }
    return token.isContainer() ? open(token) : token;
  }

  private Token range() {
    textFrom = scratch.start();
    textTo = scratch.end();
    return switch (scratch.field()) {
      case 1 -> Token.STRING;
      case 5 -> Token.ARRAY;
      case 6 -> Token.OBJECT;
      default -> Token.NULL;
    };
  }

  private Token scalar() {
    return switch (scratch.field()) {
      case 2 -> scratch.value() == 0 ? Token.FALSE : Token.TRUE;
      case 3 -> number(Long.toString(scratch.value()));
      case 4 -> number(Double.toString(Double.longBitsToDouble(scratch.value())));
      default -> Token.NULL;
    };
  }

  private Token number(String text) {
    number = text;
    return Token.NUMBER;
  }

  private Token open(Token token) {
    if (depth == MAX_DEPTH) {
      return Token.NULL;
    }
    push(textFrom, textTo, ARRAY_ELEMENT, token == Token.OBJECT);
    return token;
  }

  private void push(int from, int to, int field, boolean object) {
    depth++;
    frame(depth).over(bytes, from, to);
    elementField[depth] = field;
    inObject[depth] = object;
  }

  private Wire frame(int at) {
    Wire frame = frames[at];
    if (frame == null) {
      frame = new Wire();
      frames[at] = frame;
    }
    return frame;
  }

  @Override
  public String text() {
    String known = number;
    return known == null ? texts.text(bytes, textFrom, textTo) : known;
  }

  @Override
  public void skip() {
    depth--;
    pending = false;
  }
}
