package io.treeline.processor.wire;

/// Reads JSON text from bytes that may be cut off anywhere and may hold invalid UTF-8.
///
/// SDKs cut attribute values at a length limit, so a value may stop in the middle of a string: what
/// was read until then is given, the cut string included. Jackson refuses both, and its set-up
/// costs more than reading a typical message. Commas and colons are not checked. Reusable.
public final class JsonCursor implements ValueCursor {
  private final Texts texts;
  private final boolean[] inObject = new boolean[MAX_DEPTH + 1];
  private byte[] bytes = new byte[0];
  private int position;
  private int limit;
  private int depth;
  private boolean keyNext;
  private boolean over;
  private int start;
  private int end;
  private boolean escaped;

  public JsonCursor(Texts texts) {
    this.texts = texts;
  }

  public JsonCursor over(byte[] json, int from, int to) {
    bytes = json;
    position = from;
    limit = to;
    depth = 0;
    keyNext = false;
    over = false;
    return this;
  }

  @Override
  public Token next() {
    skipSeparators();
    if (over || position >= limit) {
      return stop();
    }
    byte c = bytes[position];
    return switch (c) {
      case '{' -> open(true);
      case '[' -> open(false);
      case '}' -> close(true);
      case ']' -> close(false);
      case '"' -> string();
      case 't' -> literal(4, Token.TRUE);
      case 'f' -> literal(5, Token.FALSE);
      case 'n' -> literal(4, Token.NULL);
      default -> number();
    };
  }

  private Token stop() {
    over = true;
    return Token.END;
  }

  private void skipSeparators() {
    while (position < limit) {
      byte c = bytes[position];
      if (c != ' ' && c != ',' && c != ':' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      position++;
    }
  }

  private Token open(boolean object) {
    if (depth == MAX_DEPTH || keyNext) {
      return stop();
    }
    position++;
    inObject[++depth] = object;
    keyNext = object;
    return object ? Token.OBJECT : Token.ARRAY;
  }

  private Token close(boolean object) {
    if (depth == 0 || inObject[depth] != object) {
      return stop();
    }
    position++;
    depth--;
    valueDone();
    return object ? Token.END_OBJECT : Token.END_ARRAY;
  }

  private void valueDone() {
    keyNext = inObject[depth];
    over = depth == 0;
  }

  private Token string() {
    start = position + 1;
    end = endOfString(start);
    position = Math.min(end + 1, limit);
    if (!keyNext) {
      valueDone();
      return Token.STRING;
    }
    keyNext = false;
    return end == limit ? stop() : Token.KEY;
  }

  /// The offset of the closing quote, or the limit when there is none.
  private int endOfString(int from) {
    escaped = false;
    for (int i = from; i < limit; i++) {
      byte c = bytes[i];
      if (c == '"') {
        return i;
      }
      if (c == '\\') {
        escaped = true;
        i++;
      }
    }
    return limit;
  }

  private Token literal(int length, Token token) {
    if (keyNext || limit - position < length) {
      return stop();
    }
    position += length;
    valueDone();
    return token;
  }

  private Token number() {
    start = position;
    escaped = false;
    while (position < limit && isNumeric(bytes[position])) {
      position++;
    }
    end = position;
    if (start == end || keyNext) {
      return stop();
    }
    valueDone();
    return Token.NUMBER;
  }

  private static boolean isNumeric(byte c) {
    return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
  }

  @Override
  public String text() {
    String raw = texts.text(bytes, start, end);
    return escaped ? unescape(raw) : raw;
  }

  private static String unescape(String raw) {
    StringBuilder text = new StringBuilder(raw.length());
    int i = 0;
    while (i < raw.length()) {
      char c = raw.charAt(i++);
      if (c != '\\' || i == raw.length()) {
        text.append(c);
        continue;
      }
      char kind = raw.charAt(i++);
      if (kind == 'u' && i + 4 <= raw.length()) {
        text.append(unicode(raw, i));
        i += 4;
      } else {
        text.append(plain(kind));
      }
    }
    return text.toString();
  }

  private static char unicode(String raw, int at) {
    int code = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = Character.digit(raw.charAt(i), 16);
      if (digit < 0) {
        return '\uFFFD';
      }
      code = code << 4 | digit;
    }
    return (char) code;
  }

  private static char plain(char kind) {
    return switch (kind) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      default -> kind;
    };
  }

  @Override
  public void skip() {
    int outside = depth - 1;
    int open = 1;
    while (position < limit && open > 0) {
      switch (bytes[position++]) {
        case '{', '[' -> open++;
        case '}', ']' -> open--;
        case '"' -> position = Math.min(endOfString(position) + 1, limit);
        default -> {}
      }
    }
    depth = outside;
    valueDone();
  }
}
