package io.treeline.processor.dialect;

import io.treeline.model.StepKind;
import io.treeline.processor.wire.ValueCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The paths into a JSON value that dialect tables name (`key > a.b.c`), as a tree of steps.
///
/// A step is an object key, or `*` for any key and any array element. Walking stops as soon as the
/// text does; what was found before a cut counts.
final class JsonPaths {
  /// The path of a scalar that is the whole value.
  private static final String SELF = "$";

  private final Map<String, JsonPaths> children = new HashMap<>();
  private @Nullable JsonPaths any;
  private final List<Alias> aliases = new ArrayList<>();
  private int kinds;

  /// Takes the scalar at the end of a path.
  interface Sink {
    void accept(Alias alias, String value);
  }

  void add(String path, Alias alias) {
    kinds |= alias.kinds();
    JsonPaths node = this;
    for (String step : path.equals(SELF) ? List.<String>of() : List.of(path.split("\\."))) {
      node = node.child(step);
    }
    node.aliases.add(alias);
  }

  /// Whether any path matters to a span of that kind; else the text need not be read.
  boolean concern(StepKind kind) {
    return (kinds & 1 << kind.ordinal()) != 0;
  }

  private JsonPaths child(String step) {
    if (!step.equals("*")) {
      return children.computeIfAbsent(step, s -> new JsonPaths());
    }
    JsonPaths child = any == null ? new JsonPaths() : any;
    any = child;
    return child;
  }

  /// Walks the value that begins with `token` and gives every scalar a path ends at to the sink.
  void walk(ValueCursor cursor, ValueCursor.Token token, Sink sink) {
    switch (token) {
      case OBJECT -> walkObject(cursor, sink);
      case ARRAY -> walkArray(cursor, sink);
      case STRING, NUMBER -> give(cursor.text(), sink);
      case KEY, TRUE, FALSE, NULL, END_OBJECT, END_ARRAY, END -> {}
    }
  }

  private void give(String value, Sink sink) {
    for (Alias alias : aliases) {
      sink.accept(alias, value);
    }
  }

  private void walkObject(ValueCursor cursor, Sink sink) {
    if (isLeaf()) {
      cursor.skip();
      return;
    }
    while (cursor.next() == ValueCursor.Token.KEY) {
      step(cursor, children.get(cursor.text()), sink);
    }
  }

  private void walkArray(ValueCursor cursor, Sink sink) {
    JsonPaths element = any;
    if (element == null) {
      cursor.skip();
      return;
    }
    for (ValueCursor.Token token = cursor.next(); token.isValue(); token = cursor.next()) {
      element.walk(cursor, token, sink);
    }
  }

  private void step(ValueCursor cursor, @Nullable JsonPaths named, Sink sink) {
    JsonPaths child = named == null ? any : named;
    ValueCursor.Token token = cursor.next();
    if (child != null) {
      child.walk(cursor, token, sink);
    } else if (token.isContainer()) {
      cursor.skip();
    }
  }

  private boolean isLeaf() {
    return children.isEmpty() && any == null;
  }
}
