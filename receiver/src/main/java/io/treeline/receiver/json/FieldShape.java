package io.treeline.receiver.json;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one field of a message is written: its tag, type, and what it holds.
///
/// `message` is the shape of a message field, else null; `enumNumbers` the values of an enum field
/// by name, else empty. `implicit` fields are left out when they hold their default, as protobuf
/// does it. `hex` fields are ids, which OTLP/JSON has in hex instead of base64.
record FieldShape(
    FieldDescriptor.Type type,
    int tag,
    int packedTag,
    boolean repeated,
    boolean packed,
    boolean implicit,
    int hexBytes,
    @Nullable MessageShape message,
    Map<String, Integer> enumNumbers) {
  /// Source: OTLP specification, "JSON Protobuf Encoding".
  private static final Map<String, Integer> HEX_FIELDS =
      Map.of("trace_id", 16, "span_id", 8, "parent_span_id", 8);

  private static final int LENGTH_DELIMITED = 2;

  static FieldShape of(FieldDescriptor field, @Nullable MessageShape message) {
    boolean isBytes = field.getType() == FieldDescriptor.Type.BYTES;
    int wireType = WireFormat.FieldType.valueOf(field.getType().name()).getWireType();
    return new FieldShape(
        field.getType(),
        field.getNumber() << 3 | wireType,
        field.getNumber() << 3 | LENGTH_DELIMITED,
        field.isRepeated(),
        field.isPacked(),
        !field.isRepeated() && !field.hasPresence(),
        isBytes ? HEX_FIELDS.getOrDefault(field.getName(), 0) : 0,
        message,
        numbers(field));
  }

  private static Map<String, Integer> numbers(FieldDescriptor field) {
    if (field.getType() != FieldDescriptor.Type.ENUM) {
      return Map.of();
    }
    Map<String, Integer> numbers = new HashMap<>();
    for (EnumValueDescriptor value : field.getEnumType().getValues()) {
      numbers.put(value.getName(), value.getNumber());
    }
    return Map.copyOf(numbers);
  }
}
