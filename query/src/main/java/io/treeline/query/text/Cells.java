package io.treeline.query.text;

import java.util.ArrayList;
import java.util.List;

/// Text measured in terminal cells: an East Asian or emoji character takes two, a combining mark
/// none.
final class Cells {
  private Cells() {}

  /// The text on one line, without anything that could move the cursor, start an escape sequence or
  /// reverse the reading direction.
  static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().map(Cells::harmless).forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static int harmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
      case Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE -> '\uFFFD';
      case Character.FORMAT -> codePoint == 0x200D ? codePoint : '\uFFFD';
      default -> codePoint;
    };
  }

  static int width(String text) {
    return text.codePoints().map(Cells::widthOf).sum();
  }

  private static int widthOf(int codePoint) {
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    return isWide(codePoint) ? 2 : 1;
  }

  /// The blocks of UAX #11 that terminals draw two cells wide.
  private static boolean isWide(int c) {
    return c >= 0x1100
        && (c <= 0x115F
            || (c >= 0x2E80 && c <= 0xA4CF)
            || (c >= 0xAC00 && c <= 0xD7A3)
            || (c >= 0xF900 && c <= 0xFAFF)
            || (c >= 0xFE30 && c <= 0xFE6F)
            || (c >= 0xFF00 && c <= 0xFF60)
            || (c >= 0xFFE0 && c <= 0xFFE6)
            || (c >= 0x1F300 && c <= 0x1FAFF)
            || (c >= 0x20000 && c <= 0x3FFFD));
  }

  /// The text if it fits, else as much of it as does with the ellipsis at its end.
  static String cut(String text, int cells, String ellipsis) {
    if (width(text) <= cells) {
      return text;
    }
    int room = cells - width(ellipsis);
    return room <= 0 ? take(ellipsis, cells) : take(text, room) + ellipsis;
  }

  private static String take(String text, int cells) {
    int used = 0;
    int end = 0;
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      used += widthOf(codePoint);
      if (used > cells) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return text.substring(0, end);
  }

  static String padEnd(String text, int cells) {
    return text + " ".repeat(Math.max(0, cells - width(text)));
  }

  static String padStart(String text, int cells) {
    return " ".repeat(Math.max(0, cells - width(text))) + text;
  }

  /// Breaks text at spaces into lines of at most that many cells; a longer word is broken too.
  static List<String> wrap(String text, int cells) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.split(" ", -1)) {
      String joined = line.isEmpty() ? word : line + " " + word;
      if (width(joined) <= cells) {
        line = joined;
        continue;
      }
      if (!line.isEmpty()) {
        lines.add(line);
      }
      line = word;
      while (width(line) > cells) {
        String head = take(line, cells);
        lines.add(head);
        line = line.substring(head.length());
      }
    }
    lines.add(line);
    return lines;
  }

  /// Joins parts with the separator into as few lines as hold them, breaking only between parts.
  static List<String> flow(List<String> parts, String separator, int cells) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String part : parts) {
      String joined = line.isEmpty() ? part : line + separator + part;
      if (!line.isEmpty() && width(joined) > cells) {
        lines.add(line);
        line = part;
      } else {
        line = joined;
      }
    }
    if (!line.isEmpty()) {
      lines.add(line);
    }
    return lines;
  }
}
