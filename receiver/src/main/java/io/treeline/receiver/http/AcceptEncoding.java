package io.treeline.receiver.http;

import java.util.List;
import java.util.Locale;

/// Whether the sender of a request takes a gzipped answer. Source: RFC 9110, section 12.5.3.
final class AcceptEncoding {
  private AcceptEncoding() {}

  /// @param values the `Accept-Encoding` headers
  static boolean takesGzip(List<String> values) {
    boolean any = false;
    for (String value : values) {
      for (String element : value.split(",", -1)) {
        String[] parts = element.split(";", -1);
        String name = parts[0].strip().toLowerCase(Locale.ROOT);
        if (name.equals("gzip") || name.equals("x-gzip")) {
          return isWanted(parts);
        }
        any |= name.equals("*") && isWanted(parts);
      }
    }
    return any;
  }

  private static boolean isWanted(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].replace(" ", "").toLowerCase(Locale.ROOT);
      if (parameter.matches("q=0(\\.0*)?")) {
        return false;
      }
    }
    return true;
  }
}
