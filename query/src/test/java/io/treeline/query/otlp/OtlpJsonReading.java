package io.treeline.query.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.treeline.query.json.JsonValue;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/// Reads OTLP/JSON back into messages, strictly: an unknown name or a wrong form fails.
final class OtlpJsonReading {
  private OtlpJsonReading() {}

  static <B extends Message.Builder> B read(JsonValue json, B builder) {
    for (Map.Entry<String, JsonValue> field : ((JsonValue.Obj) json).fields().entrySet()) {
      FieldDescriptor descriptor =
          builder.getDescriptorForType().getFields().stream()
              .filter(candidate -> candidate.getJsonName().equals(field.getKey()))
              .findFirst()
              .orElseThrow();
      if (descriptor.isRepeated()) {
        for (JsonValue item : ((JsonValue.Arr) field.getValue()).values()) {
          builder.addRepeatedField(descriptor, value(descriptor, item, builder));
        }
      } else {
        builder.setField(descriptor, value(descriptor, field.getValue(), builder));
      }
    }
    return builder;
  }

  private static Object value(FieldDescriptor field, JsonValue json, Message.Builder parent) {
    return switch (field.getJavaType()) {
      case MESSAGE -> read(json, parent.newBuilderForField(field)).build();
      case STRING -> text(json);
      case BYTE_STRING -> bytes(field, text(json));
      case BOOLEAN -> ((JsonValue.Bool) json).value();
      case ENUM -> field.getEnumType().findValueByNumber(Integer.parseInt(digits(json)));
      case DOUBLE ->
          json instanceof JsonValue.Text
              ? Double.valueOf(text(json))
              : Double.valueOf(digits(json));
      case FLOAT -> throw new IllegalArgumentException("OTLP has no floats");
      case INT -> Integer.parseUnsignedInt(digits(json));
      case LONG ->
          text(json).startsWith("-")
              ? Long.parseLong(text(json))
              : Long.parseUnsignedLong(text(json));
    };
  }

  private static ByteString bytes(FieldDescriptor field, String text) {
    return ByteString.copyFrom(
        field.getName().endsWith("_id")
            ? HexFormat.of().parseHex(text)
            : Base64.getDecoder().decode(text));
  }

  private static String text(JsonValue json) {
    return Objects.requireNonNull(json.text());
  }

  private static String digits(JsonValue json) {
    return ((JsonValue.Num) json).digits();
  }
}
