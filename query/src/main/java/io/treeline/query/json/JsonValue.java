package io.treeline.query.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON document in memory, for programs that read our own answers.
///
/// Fields keep their order and numbers their digits. Asking a value for what it is not answers
/// null, an empty list or [Null], so that a missing field needs no special case.
public sealed interface JsonValue {

  /// An object.
  record Obj(Map<String, JsonValue> fields) implements JsonValue {
    public Obj {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
  }

  /// An array.
  record Arr(List<JsonValue> values) implements JsonValue {
    public Arr {
      values = List.copyOf(values);
    }
  }

  /// A string.
  record Text(String value) implements JsonValue {}

  /// A number, as written.
  record Num(String digits) implements JsonValue {}

  /// `true` or `false`.
  record Bool(boolean value) implements JsonValue {}

  /// `null`, or nothing there.
  enum Null implements JsonValue {
    NULL
  }

  /// The field of that name.
  default JsonValue get(String name) {
    return this instanceof Obj(Map<String, JsonValue> fields)
        ? fields.getOrDefault(name, Null.NULL)
        : Null.NULL;
  }

  /// The fields of an object, in order.
  default Map<String, JsonValue> fields() {
    return Map.of();
  }

  /// The object with one field set; other values stay as they are.
  default JsonValue with(String name, JsonValue value) {
    if (!(this instanceof Obj(Map<String, JsonValue> fields))) {
      return this;
    }
    Map<String, JsonValue> changed = new LinkedHashMap<>(fields);
    changed.put(name, value);
    return new Obj(changed);
  }

  /// The items of an array.
  default List<JsonValue> items() {
    return this instanceof Arr(List<JsonValue> values) ? values : List.of();
  }

  /// The characters of a string.
  default @Nullable String text() {
    return this instanceof Text(String value) ? value : null;
  }

  default String text(String otherwise) {
    return this instanceof Text(String value) ? value : otherwise;
  }

  /// A number, exactly.
  default @Nullable BigDecimal number() {
    return this instanceof Num(String digits) ? new BigDecimal(digits) : null;
  }

  default long count(long otherwise) {
    BigDecimal number = number();
    return number == null ? otherwise : number.longValue();
  }

  default boolean isTrue() {
    return this instanceof Bool(boolean value) && value;
  }

  default boolean isNull() {
    return this == Null.NULL;
  }

  default void write(JsonGenerator out) throws IOException {
    switch (this) {
      case Obj(Map<String, JsonValue> fields) -> {
        out.writeStartObject();
        for (Map.Entry<String, JsonValue> field : fields.entrySet()) {
          out.writeFieldName(field.getKey());
          field.getValue().write(out);
        }
        out.writeEndObject();
      }
      case Arr(List<JsonValue> values) -> {
        out.writeStartArray();
        for (JsonValue value : values) {
          value.write(out);
        }
        out.writeEndArray();
      }
      case Text(String value) -> out.writeString(value);
      case Num(String digits) -> out.writeNumber(digits);
      case Bool(boolean value) -> out.writeBoolean(value);
      case Null nothing -> out.writeNull();
    }
  }
}
