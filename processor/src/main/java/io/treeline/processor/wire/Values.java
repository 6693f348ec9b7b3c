package io.treeline.processor.wire;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads one attribute value as a text, a count or a list of texts, leniently.
///
/// Numbers may be strings, lists may be JSON in a string, structured values become JSON text. Owned
/// by one thread.
public final class Values {
  /// No count.
  public static final long ABSENT = -1;

  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
  private static final int MAX_LIST = 64;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Texts texts;
  private final Wire wire = new Wire();
  private final AnyValueCursor anyValue;
  private final JsonCursor json;

  public Values(Texts texts) {
    this.texts = texts;
    this.anyValue = new AnyValueCursor(texts);
    this.json = new JsonCursor(texts);
  }

  /// Over the string in an AnyValue: true when it is one; then [#start] and [#end] are its range.
  public boolean isString(byte[] bytes, int from, int to) {
    wire.over(bytes, from, to);
    boolean string = false;
    while (wire.next()) {
      string = wire.field() == 1 && wire.isRange();
    }
    return string;
  }

  public int start() {
    return wire.start();
  }

  public int end() {
    return wire.end();
  }

  /// The value as text; null for none (an empty AnyValue, bytes).
  public @Nullable String text(byte[] bytes, int from, int to) {
    if (isString(bytes, from, to)) {
      return texts.text(bytes, wire.start(), wire.end());
    }
    AnyValueCursor cursor = anyValue.over(bytes, from, to);
    ValueCursor.Token token = cursor.next();
    return switch (token) {
      case NUMBER -> cursor.text();
      case TRUE -> "true";
      case FALSE -> "false";
      case OBJECT, ARRAY -> JsonText.of(cursor, token);
      case STRING, KEY, NULL, END, END_OBJECT, END_ARRAY -> null;
    };
  }

  /// The value as a count in the unit's canonical form, or [#ABSENT].
  public long count(byte[] bytes, int from, int to, Unit unit) {
    wire.over(bytes, from, to);
    long count = ABSENT;
    while (wire.next()) {
      count =
          switch (wire.field()) {
            case 1 ->
                wire.isRange() ? count(texts.text(bytes, wire.start(), wire.end()), unit) : ABSENT;
            case 3 -> unit.convert(wire.value());
            case 4 -> unit.convert(Double.longBitsToDouble(wire.value()));
            default -> ABSENT;
          };
    }
    return count;
  }

  public static long count(String text, Unit unit) {
    if (unit == Unit.TIME) {
      return time(text);
    }
    String number = text.strip();
    if (number.isEmpty() || number.length() > 32 || !isNumeric(number.charAt(0))) {
      return ABSENT;
    }
    try {
      return number.chars().allMatch(Character::isDigit) && number.length() < 19
          ? unit.convert(Long.parseLong(number))
          : unit.convert(Double.parseDouble(number));
    } catch (NumberFormatException e) {
      return ABSENT;
    }
  }

  /// A moment such as `2026-01-02T03:04:05.678Z`, perhaps in quotes (Langfuse encodes it twice).
  private static long time(String text) {
    String bare = text.replace("\"", "").strip();
    try {
      Instant moment = OffsetDateTime.parse(bare).toInstant();
      long seconds = moment.getEpochSecond();
      return seconds < 0
          ? ABSENT
          : Math.addExact(Math.multiplyExact(seconds, NANOS_PER_SECOND), moment.getNano());
    } catch (DateTimeException | ArithmeticException e) {
      return ABSENT;
    }
  }

  private static boolean isNumeric(char c) {
    return c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+';
  }

  /// The value as a list: an array, a JSON array in a string, or words between commas.
  public List<String> list(byte[] bytes, int from, int to) {
    if (isString(bytes, from, to)) {
      return list(texts.text(bytes, wire.start(), wire.end()));
    }
    AnyValueCursor cursor = anyValue.over(bytes, from, to);
    return elements(cursor, cursor.next());
  }

  /// A text as a list: a JSON array, or words between commas.
  public List<String> list(String text) {
    String bare = text.strip();
    if (!bare.startsWith("[")) {
      return bare.indexOf(',') < 0 ? List.of(bare) : COMMA.splitAsStream(bare).toList();
    }
    byte[] bytes = bare.getBytes(StandardCharsets.UTF_8);
    JsonCursor cursor = json.over(bytes, 0, bytes.length);
    return elements(cursor, cursor.next());
  }

  private static List<String> elements(ValueCursor cursor, ValueCursor.Token first) {
    if (first == ValueCursor.Token.STRING || first == ValueCursor.Token.NUMBER) {
      return List.of(cursor.text());
    }
    if (first != ValueCursor.Token.ARRAY) {
      return List.of();
    }
    List<String> elements = new ArrayList<>(2);
    for (var token = cursor.next(); token.isValue(); token = cursor.next()) {
      if (token.isContainer()) {
        cursor.skip();
      } else if (token == ValueCursor.Token.STRING && elements.size() < MAX_LIST) {
        elements.add(cursor.text());
      }
    }
    return List.copyOf(elements);
  }
}
