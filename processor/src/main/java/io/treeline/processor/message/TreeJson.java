package io.treeline.processor.message;

import io.treeline.processor.message.ValueTree.Arr;
import io.treeline.processor.message.ValueTree.Bool;
import io.treeline.processor.message.ValueTree.Nothing;
import io.treeline.processor.message.ValueTree.Num;
import io.treeline.processor.message.ValueTree.Obj;
import io.treeline.processor.message.ValueTree.Text;

/// Writes a value as compact JSON, media bytes left out.
public final class TreeJson {
  private TreeJson() {}

  public static String of(ValueTree value) {
    StringBuilder out = new StringBuilder();
    write(out, value);
    return out.toString();
  }

  private static void write(StringBuilder out, ValueTree value) {
    switch (value) {
      case Obj(var members) -> {
        String separator = "{";
        for (var member : members.entrySet()) {
          out.append(separator);
          quote(out, member.getKey());
          out.append(':');
          write(out, member.getValue());
          separator = ",";
        }
        out.append(members.isEmpty() ? "{}" : "}");
      }
      case Arr(var elements) -> {
        String separator = "[";
        for (ValueTree element : elements) {
          out.append(separator);
          write(out, element);
          separator = ",";
        }
        out.append(elements.isEmpty() ? "[]" : "]");
      }
      case Text(String text) -> quote(out, Media.withoutBytes(text));
      case Num(String digits) -> out.append(isJsonNumber(digits) ? digits : "null");
      case Bool(boolean flag) -> out.append(flag);
      case Nothing n -> out.append("null");
    }
  }

  /// OTLP doubles may be infinite, and cut JSON may end within a number.
  private static boolean isJsonNumber(String digits) {
    return digits.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?");
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> escaped(out, c);
      }
    }
    out.append('"');
  }

  private static void escaped(StringBuilder out, char c) {
    if (c < ' ' || Character.isSurrogate(c) && c == '\uFFFF') {
      out.append(String.format("\\u%04x", (int) c));
    } else {
      out.append(c);
    }
  }
}
