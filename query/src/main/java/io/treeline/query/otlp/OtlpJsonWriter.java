package io.treeline.query.otlp;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogsData;
import io.opentelemetry.proto.metrics.v1.MetricsData;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.treeline.model.ingest.ChunkKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Transcodes encoded OTLP to OTLP/JSON: lowerCamelCase names, ids in hex, 64-bit integers as
/// strings, enums as numbers, other bytes in base64.
///
/// Text that is not UTF-8 is repaired with U+FFFD, in that string only; fields that our OTLP
/// version does not know have no JSON form and are left out. Values nested deeper than [#MAX_DEPTH]
/// messages are replaced by a note that says so.
public final class OtlpJsonWriter {
  /// Messages below one another; only values can nest, and they take two for each level.
  static final int MAX_DEPTH = 200;

  private static final Set<String> HEX_FIELDS = Set.of("trace_id", "span_id", "parent_span_id");
  private static final HexFormat HEX = HexFormat.of();

  private final JsonGenerator out;

  public OtlpJsonWriter(JsonGenerator out) {
    this.out = out;
  }

  /// Writes one document, `{"resourceSpans": […]}` and its like.
  public void writeDocument(ChunkKind kind, byte[] payload) throws IOException {
    begin(kind);
    write(kind, payload);
    end();
  }

  /// Begins a document of several payloads.
  public void begin(ChunkKind kind) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart(resources(kind).getJsonName());
  }

  /// Writes one payload of the document begun.
  public void write(ChunkKind kind, byte[] payload) throws IOException {
    FieldDescriptor resources = resources(kind);
    for (WireField field : WireField.read(payload, 0, payload.length)) {
      if (matches(resources, field)) {
        writeMessage(resources.getMessageType(), payload, field, 1);
      }
    }
  }

  /// Ends the document begun.
  public void end() throws IOException {
    out.writeEndArray();
    out.writeEndObject();
  }

  private static FieldDescriptor resources(ChunkKind kind) {
    return rootOf(kind).findFieldByNumber(1);
  }

  private static Descriptor rootOf(ChunkKind kind) {
    return switch (kind) {
      case SPANS -> TracesData.getDescriptor();
      case LOG_RECORDS, UNJOINED_LOG_RECORDS -> LogsData.getDescriptor();
      case METRICS -> MetricsData.getDescriptor();
      case FORGET -> throw new IllegalArgumentException("no telemetry");
    };
  }

  private void writeMessage(Descriptor type, byte[] payload, WireField message, int depth)
      throws IOException {
    out.writeStartObject();
    if (depth > MAX_DEPTH && type == AnyValue.getDescriptor()) {
      out.writeStringField("stringValue", tooDeep(message));
    } else {
      for (Map.Entry<FieldDescriptor, List<WireField>> field :
          fieldsOf(type, payload, message).entrySet()) {
        writeField(field.getKey(), field.getValue(), payload, depth);
      }
    }
    out.writeEndObject();
  }

  private static String tooDeep(WireField message) {
    return "[" + message.length() + " bytes nested deeper than " + MAX_DEPTH + " messages]";
  }

  /// The known fields by number; of a single field, or of a choice, the last value holds, but a
  /// message that comes in several parts is all of them.
  private static Map<FieldDescriptor, List<WireField>> fieldsOf(
      Descriptor type, byte[] payload, WireField message) {
    Map<FieldDescriptor, List<WireField>> fields = new TreeMap<>();
    for (WireField field : WireField.read(payload, message.offset(), message.length())) {
      FieldDescriptor descriptor = type.findFieldByNumber(field.number());
      if (descriptor == null || !matches(descriptor, field)) {
        continue;
      }
      OneofDescriptor choice = descriptor.getRealContainingOneof();
      if (choice != null) {
        choice.getFields().stream().filter(other -> other != descriptor).forEach(fields::remove);
      }
      List<WireField> values = fields.computeIfAbsent(descriptor, key -> new ArrayList<>(1));
      if (!descriptor.isRepeated() && descriptor.getJavaType() != JavaType.MESSAGE) {
        values.clear();
      }
      values.add(field);
    }
    return fields;
  }

  private static boolean matches(FieldDescriptor descriptor, WireField field) {
    return descriptor.getLiteType().getWireType() == field.wireType()
        || isPacked(descriptor, field);
  }

  /// Several numbers in one field, which readers take for any repeated number.
  private static boolean isPacked(FieldDescriptor descriptor, WireField field) {
    return descriptor.isPackable() && field.isDelimited();
  }

  private void writeField(
      FieldDescriptor descriptor, List<WireField> values, byte[] payload, int depth)
      throws IOException {
    out.writeFieldName(descriptor.getJsonName());
    if (!descriptor.isRepeated() && values.size() == 1) {
      writeValue(descriptor, values.getFirst(), payload, depth);
      return;
    }
    if (!descriptor.isRepeated()) {
      writeParts(descriptor, values, payload, depth);
      return;
    }
    out.writeStartArray();
    for (WireField value : values) {
      if (isPacked(descriptor, value)) {
        for (WireField number : value.unpacked(payload, descriptor.getLiteType())) {
          writeValue(descriptor, number, payload, depth);
        }
      } else {
        writeValue(descriptor, value, payload, depth);
      }
    }
    out.writeEndArray();
  }

  /// Protobuf merges messages by putting their fields one after the other.
  private void writeParts(
      FieldDescriptor descriptor, List<WireField> parts, byte[] payload, int depth)
      throws IOException {
    ByteArrayOutputStream merged = new ByteArrayOutputStream();
    for (WireField part : parts) {
      merged.write(payload, part.offset(), part.length());
    }
    WireField whole =
        new WireField(
            descriptor.getNumber(), WireFormat.WIRETYPE_LENGTH_DELIMITED, 0, 0, merged.size(), 0);
    writeMessage(descriptor.getMessageType(), merged.toByteArray(), whole, depth + 1);
  }

  private void writeValue(FieldDescriptor descriptor, WireField value, byte[] payload, int depth)
      throws IOException {
    switch (descriptor.getJavaType()) {
      case MESSAGE -> writeMessage(descriptor.getMessageType(), payload, value, depth + 1);
      case STRING -> out.writeString(text(payload, value));
      case BYTE_STRING -> out.writeString(bytes(descriptor, payload, value));
      case BOOLEAN -> out.writeBoolean(value.scalar() != 0);
      case ENUM -> out.writeNumber((int) value.scalar());
      case DOUBLE -> writeDouble(Double.longBitsToDouble(value.scalar()));
      case FLOAT -> writeDouble(Float.intBitsToFloat((int) value.scalar()));
      case INT, LONG -> writeInteger(descriptor.getLiteType(), value.scalar());
    }
  }

  private void writeInteger(WireFormat.FieldType type, long bits) throws IOException {
    switch (type) {
      case UINT32, FIXED32 -> out.writeNumber(bits & 0xFFFF_FFFFL);
      case SINT32 -> out.writeNumber(CodedInputStream.decodeZigZag32((int) bits));
      case INT32, SFIXED32 -> out.writeNumber((int) bits);
      case UINT64, FIXED64 -> out.writeString(Long.toUnsignedString(bits));
      case SINT64 -> out.writeString(Long.toString(CodedInputStream.decodeZigZag64(bits)));
      case INT64, SFIXED64 -> out.writeString(Long.toString(bits));
      default -> throw new IllegalArgumentException("no integer: " + type);
    }
  }

  private void writeDouble(double value) throws IOException {
    if (Double.isFinite(value)) {
      out.writeNumber(value);
    } else {
      out.writeString(Double.toString(value));
    }
  }

  private static String text(byte[] payload, WireField value) {
    return new String(payload, value.offset(), value.length(), StandardCharsets.UTF_8);
  }

  private static String bytes(FieldDescriptor descriptor, byte[] payload, WireField value) {
    if (HEX_FIELDS.contains(descriptor.getName())) {
      return HEX.formatHex(payload, value.offset(), value.end());
    }
    return Base64.getEncoder()
        .encodeToString(Arrays.copyOfRange(payload, value.offset(), value.end()));
  }
}
