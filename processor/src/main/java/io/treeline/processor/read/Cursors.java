package io.treeline.processor.read;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.treeline.model.RunId;
import io.treeline.model.read.RunOrder;
import java.util.Base64;
import java.util.List;

/// The text form of `next_cursor`: the place of the last row given, and how many rows came so far.
/// Opaque to clients, safe in a URL.
final class Cursors {
  private static final String SEPARATOR = "|";

  private Cursors() {}

  /// After which run a page starts.
  record AfterRun(RunPlace place, long seen) {}

  /// After which session a page starts.
  record AfterSession(long lastUnixNanos, String sessionId, long seen) {}

  static String ofRun(RunOrder order, AfterRun after) {
    RunPlace place = after.place();
    return encode(
        order.word(),
        String.valueOf(place.key()),
        String.valueOf(place.startUnixNanos()),
        place.id().toString(),
        String.valueOf(after.seen()));
  }

  /// @throws IllegalArgumentException if this is no cursor of a list in that order
  static AfterRun parseRun(RunOrder order, String cursor) {
    List<String> parts = decode(cursor, 5);
    if (!parts.getFirst().equals(order.word())) {
      throw malformed();
    }
    RunPlace place =
        new RunPlace(number(parts.get(1)), number(parts.get(2)), RunId.parse(parts.get(3)));
    return new AfterRun(place, number(parts.get(4)));
  }

  static String ofSession(AfterSession after) {
    return encode(
        "session",
        String.valueOf(after.lastUnixNanos()),
        String.valueOf(after.seen()),
        after.sessionId());
  }

  /// @throws IllegalArgumentException if this is no cursor of a list of sessions
  static AfterSession parseSession(String cursor) {
    List<String> parts = decode(cursor, 4);
    if (!parts.getFirst().equals("session")) {
      throw malformed();
    }
    return new AfterSession(number(parts.get(1)), parts.get(3), number(parts.get(2)));
  }

  private static String encode(String... parts) {
    byte[] text = String.join(SEPARATOR, parts).getBytes(UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  /// The last part may contain the separator.
  private static List<String> decode(String cursor, int count) {
    String text = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
    List<String> parts = List.of(text.split("\\|", count));
    if (parts.size() != count) {
      throw malformed();
    }
    return parts;
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(malformed().getMessage(), e);
    }
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("cursor is not a next_cursor of this list");
  }
}
