package io.treeline.query.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.treeline.query.json.JsonValue.Arr;
import io.treeline.query.json.JsonValue.Bool;
import io.treeline.query.json.JsonValue.Null;
import io.treeline.query.json.JsonValue.Num;
import io.treeline.query.json.JsonValue.Obj;
import io.treeline.query.json.JsonValue.Text;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a JSON document into a [JsonValue].
public final class JsonDocument {
  private JsonDocument() {}

  /// @throws IOException if `bytes` is not one well-formed document
  public static JsonValue parse(byte[] bytes) throws IOException {
    try (JsonParser in = JsonStreams.FACTORY.createParser(bytes)) {
      JsonValue value = read(in, in.nextToken());
      if (in.nextToken() != null) {
        throw new IOException("more than one JSON value");
      }
      return value;
    }
  }

  private static JsonValue read(JsonParser in, @Nullable JsonToken token) throws IOException {
    if (token == null) {
      throw new EOFException("the JSON document ends early");
    }
    return switch (token) {
      case START_OBJECT -> readObject(in);
      case START_ARRAY -> readArray(in);
      case VALUE_STRING -> new Text(in.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(in.getText());
      case VALUE_TRUE -> new Bool(true);
      case VALUE_FALSE -> new Bool(false);
      case VALUE_NULL -> Null.NULL;
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IOException("unexpected JSON token " + token);
    };
  }

  private static JsonValue readObject(JsonParser in) throws IOException {
    Map<String, JsonValue> fields = new LinkedHashMap<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      fields.put(name, read(in, in.nextToken()));
    }
    return new Obj(fields);
  }

  private static JsonValue readArray(JsonParser in) throws IOException {
    List<JsonValue> values = new ArrayList<>();
    JsonToken token = in.nextToken();
    while (token != JsonToken.END_ARRAY) {
      values.add(read(in, token));
      token = in.nextToken();
    }
    return new Arr(values);
  }
}
