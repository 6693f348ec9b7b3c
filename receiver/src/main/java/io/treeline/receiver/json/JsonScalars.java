package io.treeline.receiver.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.scan.RefusedException;
import java.io.IOException;
import java.io.Writer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/// Writes the scalar that the parser stands on.
///
/// Source: protobuf's JSON mapping, https://protobuf.dev/programming-guides/json/, with OTLP's hex
/// ids.
final class JsonScalars {
  private static final HexFormat HEX = HexFormat.of();

  private static final double TWO_TO_63 = 0x1p63;

  private final JsonParser in;
  private final ProtoBuffer out;

  JsonScalars(JsonParser in, ProtoBuffer out) {
    this.in = in;
    this.out = out;
  }

  /// Writes tag and value, or nothing for the default of a field without presence.
  void writeField(FieldShape field) throws IOException {
    switch (field.type()) {
      case STRING -> writeString(field);
      case BYTES -> writeBytes(field);
      default -> {
        long bits = number(field);
        if (bits != 0 || !field.implicit()) {
          out.varint(field.tag());
          writeNumber(field, bits);
        }
      }
    }
  }

  /// Writes an element of a packed field.
  void writeValue(FieldShape field) throws IOException {
    writeNumber(field, number(field));
  }

  private void writeString(FieldShape field) throws IOException {
    requireString();
    out.varint(field.tag());
    int begun = out.begin();
    try (Writer text = out.utf8()) {
      in.getText(text);
    }
    out.end(begun);
  }

  private void writeBytes(FieldShape field) throws IOException {
    requireString();
    byte[] value = field.hexBytes() > 0 ? id(field) : base64(in.getText());
    if (value.length > 0 || !field.implicit()) {
      out.varint(field.tag());
      out.bytes(value);
    }
  }

  /// Empty is no id; what is no id makes its item unreadable.
  private byte[] id(FieldShape field) throws IOException {
    String text = in.getText();
    try {
      if (text.isEmpty() || text.length() == 2 * field.hexBytes()) {
        return HEX.parseHex(text);
      }
    } catch (IllegalArgumentException e) {
      // Not hex.
    }
    RefusedException problem =
        malformed("%d hex digits are expected".formatted(2 * field.hexBytes()));
    throw new ItemException(
        Refusal.permanent(RefusalReason.INVALID_ID, problem.refusal().message()));
  }

  /// Either alphabet, padded or not; line ends do not count, as in Go.
  private byte[] base64(String text) throws RefusedException {
    String standard = text.replace('-', '+').replace('_', '/').replace("\n", "").replace("\r", "");
    try {
      return Base64.getDecoder().decode(standard);
    } catch (IllegalArgumentException e) {
      throw malformed("not base64");
    }
  }

  private long number(FieldShape field) throws IOException {
    return switch (field.type()) {
      case DOUBLE -> Double.doubleToRawLongBits(floating());
      case FLOAT -> Integer.toUnsignedLong(Float.floatToRawIntBits((float) floating()));
      case BOOL -> bool() ? 1 : 0;
      case ENUM -> enumNumber(field);
      case INT32, SINT32, SFIXED32 -> within(integer(), Integer.MIN_VALUE, Integer.MAX_VALUE);
      case UINT32, FIXED32 -> within(integer(), 0, 0xFFFF_FFFFL);
      case INT64, SINT64, SFIXED64 -> integer();
      case UINT64, FIXED64 -> unsigned();
      case STRING, BYTES, MESSAGE, GROUP ->
          throw new IllegalStateException("not a number: " + field);
    };
  }

  private void writeNumber(FieldShape field, long bits) throws RefusedException {
    switch (field.type()) {
      case DOUBLE, FIXED64, SFIXED64 -> out.fixed64(bits);
      case FLOAT, FIXED32, SFIXED32 -> out.fixed32((int) bits);
      case SINT32, SINT64 -> out.varint(bits << 1 ^ bits >> 63);
      default -> out.varint(bits);
    }
  }

  private boolean bool() throws IOException {
    return switch (in.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw malformed("true or false is expected");
    };
  }

  private long enumNumber(FieldShape field) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_STRING) {
      Integer number = field.enumNumbers().get(in.getText());
      if (number != null) {
        return number;
      }
    }
    return within(integer(), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private long within(long value, long least, long most) throws RefusedException {
    if (value < least || value > most) {
      throw malformed("a number in the range of its field is expected");
    }
    return value;
  }

  private double floating() throws IOException {
    requireNumberOrString();
    String text = in.getText();
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "infinity", "+infinity", "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
      default -> parseDouble(text);
    };
  }

  private double parseDouble(String text) throws RefusedException {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw malformed("a number is expected");
    }
  }

  private long integer() throws IOException {
    requireNumberOrString();
    String text = in.getText();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return wholeNumber(text);
    }
  }

  private long unsigned() throws IOException {
    requireNumberOrString();
    String text = in.getText();
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      return within(wholeNumber(text), 0, Long.MAX_VALUE);
    }
  }

  /// Whole numbers may be written as `1.0` or `1e3`.
  private long wholeNumber(String text) throws RefusedException {
    double value = parseDouble(text);
    if (value != Math.rint(value) || Math.abs(value) >= TWO_TO_63) {
      throw malformed("a whole number of at most 64 bits is expected");
    }
    return (long) value;
  }

  private void requireString() throws RefusedException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw malformed("a string is expected");
    }
  }

  private void requireNumberOrString() throws RefusedException {
    JsonToken token = in.currentToken();
    if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
      throw malformed("a number is expected");
    }
  }

  private RefusedException malformed(String problem) {
    return OtlpJsonTranscoder.malformed(problem, in.currentTokenLocation());
  }
}
