package io.treeline.app.config;

import io.treeline.app.config.ConfigNode.ExpandedNode;
import io.treeline.app.config.ConfigNode.FlagNode;
import io.treeline.app.config.ConfigNode.ListNode;
import io.treeline.app.config.ConfigNode.NumberNode;
import io.treeline.app.config.ConfigNode.TextNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a key takes: how its value is read, as strictly as the Collector does.
///
/// Each throws [IllegalArgumentException] with what was expected, for the key and the line to be
/// put in front. None puts the value into the message: it may be a secret.
final class Values {
  private Values() {}

  /// A string. A number or a flag has to be quoted, unless it comes from a variable.
  static String text(ConfigNode node) {
    return switch (node) {
      case TextNode text -> text.text();
      case ExpandedNode whole -> whole.original();
      case NumberNode number -> throw new IllegalArgumentException("expected text; quote it");
      case FlagNode flag -> throw new IllegalArgumentException("expected text; quote it");
      case ConfigNode other -> throw new IllegalArgumentException("expected text");
    };
  }

  static Path path(ConfigNode node) {
    return path(text(node));
  }

  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("expected a path", e);
    }
  }

  static boolean flag(ConfigNode node) {
    if (parsed(node) instanceof FlagNode flag) {
      return flag.value();
    }
    throw new IllegalArgumentException("expected true or false, without quotes");
  }

  static long wholeNumber(ConfigNode node) {
    if (parsed(node) instanceof NumberNode number
        && number.value().doubleValue() == number.value().longValue()) {
      return number.value().longValue();
    }
    throw new IllegalArgumentException("expected a whole number, without quotes");
  }

  static double decimal(ConfigNode node) {
    if (parsed(node) instanceof NumberNode number
        && Double.isFinite(number.value().doubleValue())) {
      return number.value().doubleValue();
    }
    throw new IllegalArgumentException("expected a number, without quotes");
  }

  /// `1h30m`; a bare number is nanoseconds, as in Go.
  static Duration duration(ConfigNode node) {
    return parsed(node) instanceof NumberNode
        ? Duration.ofNanos(wholeNumber(node))
        : Quantities.duration(text(node));
  }

  /// `10GiB`, or a number of bytes.
  static long bytes(ConfigNode node) {
    return parsed(node) instanceof NumberNode ? wholeNumber(node) : Quantities.bytes(text(node));
  }

  /// Strings; one string counts as a list of its parts between commas, as in the Collector.
  static List<String> texts(ConfigNode node) {
    return switch (parsed(node)) {
      case ListNode list -> {
        List<String> texts = new ArrayList<>();
        list.items().forEach(item -> texts.add(text(item)));
        yield texts;
      }
      case TextNode text -> text.text().isEmpty() ? List.of() : List.of(text.text().split(",", -1));
      case ConfigNode other -> throw new IllegalArgumentException("expected a list of strings");
    };
  }

  /// What YAML makes of it.
  static ConfigNode parsed(ConfigNode node) {
    return node instanceof ExpandedNode whole ? whole.value() : node;
  }
}
