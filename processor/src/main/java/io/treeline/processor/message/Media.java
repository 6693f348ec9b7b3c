package io.treeline.processor.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Recognises pictures and sound that clients put into texts as base64.
final class Media {
  /// Shorter texts are shown, whatever they look like.
  private static final int MIN_CHARS = 512;

  /// How much of a text is looked at to tell base64 from words.
  private static final int LOOK_AT = 512;

  private static final Pattern DATA_URL =
      Pattern.compile("data:([\\w.+-]+/[\\w.+-]+)?;base64,([A-Za-z0-9+/=_-]{64,})");

  private Media() {}

  /// Whether a text is nothing but encoded bytes.
  static boolean isBytes(String text) {
    if (text.startsWith("data:") && text.indexOf(";base64,") > 0) {
      return true;
    }
    if (text.length() < MIN_CHARS) {
      return false;
    }
    for (int i = 0; i < LOOK_AT; i++) {
      char c = text.charAt(i);
      boolean isBase64 =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "+/=_-\n".indexOf(c) >= 0;
      if (!isBase64) {
        return false;
      }
    }
    return true;
  }

  /// How many bytes an encoded text stands for, about.
  static long sizeBytes(String text) {
    int start = text.startsWith("data:") ? text.indexOf(',') + 1 : 0;
    return (text.length() - start) * 3L / 4;
  }

  /// The type that a data URL names, or the one given.
  static String mimeType(String text, String otherwise) {
    int end = text.startsWith("data:") ? text.indexOf(';') : -1;
    return end > 5 ? text.substring(5, end) : otherwise;
  }

  /// A text with a note where encoded bytes were.
  static String withoutBytes(String text) {
    if (text.length() < MIN_CHARS && !text.contains(";base64,")) {
      return text;
    }
    if (isBytes(text)) {
      return "[" + mimeType(text, "base64") + ", " + sizeBytes(text) + " bytes]";
    }
    Matcher urls = DATA_URL.matcher(text);
    return urls.replaceAll(url ->
        Matcher.quoteReplacement(
            "[" + mimeType(url.group(), "base64") + ", " + sizeBytes(url.group()) + " bytes]"));
  }
}
