package io.treeline.processor.message;

import io.treeline.processor.wire.JsonCursor;
import io.treeline.processor.wire.Texts;
import io.treeline.processor.wire.ValueCursor;
import io.treeline.processor.wire.ValueCursor.Token;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// A structured value as a tree: [Obj], [Arr], [Text], [Num], [Bool] and [Nothing].
///
/// What a length limit cut off is missing; [Parsed#cut] says so. Bounded in nodes.
public sealed interface ValueTree {

  /// Most nodes of one value.
  int MAX_NODES = 200_000;

  record Obj(Map<String, ValueTree> members) implements ValueTree {
    /// The member of the first of some names that is there.
    @Nullable ValueTree get(String... names) {
      for (String name : names) {
        ValueTree member = members.get(name);
        if (member != null && !(member instanceof Nothing)) {
          return member;
        }
      }
      return null;
    }

    @Nullable String text(String... names) {
      return get(names) instanceof Text(String value) ? value : null;
    }
  }

  record Arr(List<ValueTree> elements) implements ValueTree {}

  record Text(String value) implements ValueTree {}

  record Num(String digits) implements ValueTree {}

  record Bool(boolean value) implements ValueTree {}

  record Nothing() implements ValueTree {}

  /// A value and whether its end is missing.
  record Parsed(ValueTree value, boolean cut) {}

  /// Reads a value.
  static Parsed read(ValueCursor cursor) {
    Builder builder = new Builder(cursor);
    ValueTree value = builder.value(cursor.next());
    return new Parsed(value, builder.cut);
  }

  /// Reads JSON text; a text that is none is a [Text].
  static Parsed parse(String text) {
    String bare = text.strip();
    if (!bare.startsWith("{") && !bare.startsWith("[")) {
      return new Parsed(new Text(text), false);
    }
    byte[] bytes = bare.getBytes(StandardCharsets.UTF_8);
    Parsed parsed = read(new JsonCursor(new Texts(new LongAdder())).over(bytes, 0, bytes.length));
    boolean isEmpty =
        switch (parsed.value) {
          case Obj(var members) -> members.isEmpty();
          case Arr(var elements) -> elements.isEmpty();
          case Text t -> false;
          case Num n -> false;
          case Bool b -> false;
          case Nothing n -> true;
        };
    return isEmpty && parsed.cut ? new Parsed(new Text(text), false) : parsed;
  }

  /// Builds a tree from a cursor.
  final class Builder {
    private final ValueCursor cursor;
    private int nodes;
    private boolean cut;

    private Builder(ValueCursor cursor) {
      this.cursor = cursor;
    }

    private ValueTree value(Token token) {
      if (++nodes > MAX_NODES) {
        cut = true;
        if (token.isContainer()) {
          cursor.skip();
        }
        return new Nothing();
      }
      return switch (token) {
        case OBJECT -> object();
        case ARRAY -> array();
        case STRING -> new Text(cursor.text());
        case NUMBER -> new Num(cursor.text());
        case TRUE -> new Bool(true);
        case FALSE -> new Bool(false);
        case NULL -> new Nothing();
        case KEY, END, END_OBJECT, END_ARRAY -> end();
      };
    }

    private ValueTree end() {
      cut = true;
      return new Nothing();
    }

    private ValueTree object() {
      Map<String, ValueTree> members = new LinkedHashMap<>();
      Token token = cursor.next();
      while (token == Token.KEY) {
        String key = cursor.text();
        members.put(key, value(cursor.next()));
        token = cursor.next();
      }
      cut |= token != Token.END_OBJECT;
      return new Obj(members);
    }

    private ValueTree array() {
      List<ValueTree> elements = new ArrayList<>();
      Token token = cursor.next();
      while (token.isValue()) {
        elements.add(value(token));
        token = cursor.next();
      }
      cut |= token != Token.END_ARRAY;
      return new Arr(elements);
    }
  }
}
