package io.treeline.processor.findings;

import io.treeline.processor.facts.Excerpt;
import io.treeline.processor.wire.JsonCursor;
import io.treeline.processor.wire.Texts;
import io.treeline.processor.wire.ValueCursor.Token;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// JSON texts by what they say: keys in order, numbers and white space in one form, and without
/// what differs in every call (times and ids of the request).
public final class CanonicalJson {
  /// Longer texts are compared as they are.
  private static final int MAX_CHARS = 32 * 1024;

  private static final Set<String> VOLATILE =
      Set.of("timestamp", "request_id", "requestId", "tool_call_id", "toolCallId", "trace_id");

  private final JsonCursor cursor;
  private final StringBuilder out = new StringBuilder();
  private boolean complete = true;

  private CanonicalJson(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    cursor = new JsonCursor(Texts.uncached()).over(bytes, 0, bytes.length);
  }

  /// The canonical form; the text without white space when it is no complete JSON; an excerpt as it
  /// is, which is one of the canonical form.
  static String of(String text) {
    if (Excerpt.isExcerpt(text)) {
      return text;
    }
    if (text.length() <= MAX_CHARS && looksLikeJson(text)) {
      CanonicalJson json = new CanonicalJson(text);
      json.value(json.cursor.next());
      if (json.complete) {
        return json.out.toString();
      }
    }
    return withoutSpace(text);
  }

  /// Whether a text begins as JSON but does not end as such.
  static boolean isBroken(@Nullable String text) {
    if (text != null && Excerpt.isExcerpt(text)) {
      return Excerpt.isBroken(text);
    }
    if (text == null || text.length() > MAX_CHARS || !looksLikeJson(text)) {
      return false;
    }
    CanonicalJson json = new CanonicalJson(text);
    json.value(json.cursor.next());
    return !json.complete;
  }

  /// A digest that is the same for texts of the same canonical form.
  public static String digest(String text) {
    if (text.length() > MAX_CHARS || !looksLikeJson(text)) {
      return digestWithoutSpace(text);
    }
    CanonicalJson json = new CanonicalJson(text);
    json.value(json.cursor.next());
    return json.complete ? Excerpt.digestOf(json.out.toString()) : Excerpt.digestOfBroken(text);
  }

  private static String digestWithoutSpace(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (byte b : bytes) {
      if (b > ' ' || b < 0) {
        bytes[length++] = b;
      }
    }
    return Excerpt.digestOf(bytes, length);
  }

  private static boolean looksLikeJson(String text) {
    String bare = text.stripLeading();
    return bare.startsWith("{\"") || bare.startsWith("[{\"") || bare.startsWith("[\"");
  }

  private static String withoutSpace(String text) {
    StringBuilder bare = new StringBuilder(text.length());
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isWhitespace(text.charAt(i))) {
        bare.append(text, from, i);
        from = i + 1;
      }
    }
    return bare.append(text, from, text.length()).toString();
  }

  private void value(Token token) {
    switch (token) {
      case OBJECT -> object();
      case ARRAY -> array();
      case STRING -> out.append('"').append(cursor.text()).append('"');
      case NUMBER -> out.append(number(cursor.text()));
      case TRUE -> out.append("true");
      case FALSE -> out.append("false");
      case NULL -> out.append("null");
      case KEY, END, END_OBJECT, END_ARRAY -> complete = false;
    }
  }

  private void object() {
    Map<String, String> members = new TreeMap<>();
    int start = out.length();
    Token token = cursor.next();
    while (token == Token.KEY) {
      String key = cursor.text();
      value(cursor.next());
      String value = out.substring(start);
      out.setLength(start);
      if (!VOLATILE.contains(key)) {
        members.put(key, value);
      }
      token = cursor.next();
    }
    complete &= token == Token.END_OBJECT;
    out.append(members);
  }

  private void array() {
    out.append('[');
    Token token = cursor.next();
    while (token.isValue()) {
      value(token);
      out.append(',');
      token = cursor.next();
    }
    complete &= token == Token.END_ARRAY;
    out.append(']');
  }

  private static String number(String text) {
    try {
      BigDecimal number = new BigDecimal(text);
      boolean isSmall = Math.abs((long) number.scale()) < 400;
      return isSmall ? number.stripTrailingZeros().toPlainString() : text;
    } catch (NumberFormatException e) {
      return text;
    }
  }
}
