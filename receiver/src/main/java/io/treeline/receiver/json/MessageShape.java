package io.treeline.receiver.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fields of one message type by their names in JSON: lowerCamelCase, and as in the `.proto`
/// file, which the Collector accepts too.
final class MessageShape {
  /// What a request is about, and what its answer counts.
  private static final Set<Descriptor> ITEMS =
      Set.of(
          Span.getDescriptor(),
          LogRecord.getDescriptor(),
          NumberDataPoint.getDescriptor(),
          HistogramDataPoint.getDescriptor(),
          ExponentialHistogramDataPoint.getDescriptor(),
          SummaryDataPoint.getDescriptor());

  private final Map<String, FieldShape> fields = new HashMap<>();
  private final boolean item;

  private MessageShape(boolean item) {
    this.item = item;
  }

  /// The shape of a type and of all types inside it, which may hold each other.
  static MessageShape of(Descriptor type) {
    return of(type, new HashMap<>());
  }

  private static MessageShape of(Descriptor type, Map<String, MessageShape> known) {
    MessageShape existing = known.get(type.getFullName());
    if (existing != null) {
      return existing;
    }
    MessageShape shape = new MessageShape(ITEMS.contains(type));
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

  /// Whether it is a span, a log record or a data point.
  boolean isItem() {
    return item;
  }

  @Nullable FieldShape field(String name) {
    return fields.get(name);
  }
}
