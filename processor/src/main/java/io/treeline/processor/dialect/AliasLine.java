package io.treeline.processor.dialect;

import io.treeline.model.StepKind;
import io.treeline.processor.facts.Field;
import io.treeline.processor.wire.Unit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A `field` entry as read: `field NAME RANK [attribute|resource|name|event] KEY [> PATH] [in UNIT]
/// [like X] [when|unless K] [below] [from D]`. `below` limits a name to spans that have a parent.
record AliasLine(
    Field field,
    int rank,
    Place place,
    String key,
    @Nullable String path,
    Unit unit,
    @Nullable Glob like,
    int kinds,
    boolean below,
    long dialects) {

  /// Where the value is: an attribute of span, event or log record; an attribute of the resource;
  /// the span's name; the time of an event.
  enum Place {
    ATTRIBUTE,
    RESOURCE,
    NAME,
    EVENT
  }

  static AliasLine of(TableLine line, LexiconBuilder dialects) {
    Field field = field(line.take("a field"));
    int rank = line.takeNumber("the rank");
    Place place = place(line);
    String key = line.take("a key");
    String path = line.takeIf(">") ? line.take("a path") : null;
    Unit unit = line.takeIf("in") ? unit(line.take("a unit")) : Unit.NONE;
    Glob like = line.takeIf("like") ? Glob.of(line.take("a pattern")) : null;
    int kinds = conditions(line);
    boolean below = line.takeIf("below");
    long from = line.takeIf("from") ? dialects.dialect(line.take("a dialect")) : 0;
    AliasLine alias = new AliasLine(field, rank, place, key, path, unit, like, kinds, below, from);
    alias.check();
    return alias;
  }

  private void check() {
    boolean needsUnit =
        switch (field) {
          case TIME_TO_FIRST_TOKEN_NANOS, FIRST_TOKEN_UNIX_NANOS -> true;
          case REPORTED_NANO_USD, REPORTED_INPUT_NANO_USD, REPORTED_OUTPUT_NANO_USD -> true;
          default -> false;
        };
    if (needsUnit && place != Place.EVENT && unit == Unit.NONE) {
      throw new IllegalArgumentException(
          word(field) + " needs a unit: in s, in ms, in time or in usd");
    }
    if (below && place != Place.NAME) {
      throw new IllegalArgumentException("only names are limited by below");
    }
    if (path != null && place != Place.ATTRIBUTE) {
      throw new IllegalArgumentException("only attributes have a path");
    }
  }

  private static Place place(TableLine line) {
    if (line.takeIf("attribute")) {
      return Place.ATTRIBUTE;
    }
    if (line.takeIf("resource")) {
      return Place.RESOURCE;
    }
    if (line.takeIf("name")) {
      return Place.NAME;
    }
    return line.takeIf("event") ? Place.EVENT : Place.ATTRIBUTE;
  }

  private static Unit unit(String word) {
    return switch (word) {
      case "s" -> Unit.SECONDS;
      case "ms" -> Unit.MILLISECONDS;
      case "time" -> Unit.TIME;
      case "usd" -> Unit.USD;
      default -> throw new IllegalArgumentException("unknown unit: " + word);
    };
  }

  private static int conditions(TableLine line) {
    if (line.takeIf("when")) {
      return kinds(line.take("kinds"));
    }
    return line.takeIf("unless") ? ~kinds(line.take("kinds")) : Alias.ALL_KINDS;
  }

  static int kinds(String words) {
    int kinds = 0;
    for (String word : words.split(",", -1)) {
      kinds |= 1 << kind(word).ordinal();
    }
    return kinds;
  }

  static StepKind kind(String word) {
    for (StepKind kind : StepKind.values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("unknown kind: " + word);
  }

  private static Field field(String word) {
    for (Field field : Field.values()) {
      if (word(field).equals(word)) {
        return field;
      }
    }
    throw new IllegalArgumentException("unknown field: " + word);
  }

  private static String word(Field field) {
    return field.name().toLowerCase(Locale.ROOT);
  }
}
