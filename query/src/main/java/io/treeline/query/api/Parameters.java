package io.treeline.query.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The query parameters of one request. Each is asked for by name; [#rejectOthers] then refuses
/// what nobody asked for, so that a misspelt filter is an error and not ignored.
///
/// Used by one thread.
final class Parameters {
  private final Map<String, String> values;
  private final Set<String> known = new HashSet<>();

  private Parameters(Map<String, String> values) {
    this.values = values;
  }

  static Parameters parse(@Nullable String rawQuery) {
    Map<String, String> values = new LinkedHashMap<>();
    if (rawQuery == null || rawQuery.isEmpty()) {
      return new Parameters(values);
    }
    for (String pair : rawQuery.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals), "query");
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1), name);
      if (values.put(name, value) != null) {
        throw ApiException.badParameter(name, name + " is given twice");
      }
    }
    return new Parameters(values);
  }

  @Nullable String text(String name) {
    known.add(name);
    String value = values.get(name);
    if (value != null && value.isEmpty()) {
      throw ApiException.badParameter(name, name + " is empty");
    }
    return value;
  }

  /// The value as `reader` understands it, which throws `IllegalArgumentException` for others.
  <T> @Nullable T value(String name, Function<String, T> reader) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.badParameter(name, name + ": " + e.getMessage());
    }
  }

  int number(String name, int otherwise, int min, int max) {
    Integer value = value(name, text -> inRange(text, min, max));
    return value == null ? otherwise : value;
  }

  void rejectOthers() {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw ApiException.badParameter(name, "unknown parameter " + name);
      }
    }
  }

  private static int inRange(String text, int min, int max) {
    String range = "must be a whole number from " + min + " to " + max;
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(range, e);
    }
    throw new IllegalArgumentException(range);
  }

  private static String decode(String text, String name) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.badParameter(name, name + " is not percent-encoded UTF-8");
    }
  }
}
