package io.treeline.receiver.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of one message type by their names in JSON: lowerCamelCase, and as in the `.proto`
/// file, which the Collector accepts too.
final class MessageShape {
  private final Map<String, FieldShape> fields = new HashMap<>();

  private MessageShape() {}

  /// The shape of a type and of all types inside it, which may hold each other.
  static MessageShape of(Descriptor type) {
    return of(type, new HashMap<>());
  }

  private static MessageShape of(Descriptor type, Map<String, MessageShape> known) {
    MessageShape existing = known.get(type.getFullName());
    if (existing != null) {
      return existing;
    }
    MessageShape shape = new MessageShape();
    known.put(type.getFullName(), shape);
    for (FieldDescriptor field : type.getFields()) {
      boolean nested = field.getType() == FieldDescriptor.Type.MESSAGE;
      MessageShape message = nested ? of(field.getMessageType(), known) : null;
      FieldShape fieldShape = FieldShape.of(field, message);
      shape.fields.put(field.getName(), fieldShape);
      shape.fields.put(field.getJsonName(), fieldShape);
    }
    return shape;
  }

  @Nullable FieldShape field(String name) {
    return fields.get(name);
  }
}
