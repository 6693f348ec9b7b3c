package io.treeline.processor.dialect;

import io.treeline.processor.wire.AnyValueCursor;
import io.treeline.processor.wire.JsonCursor;
import io.treeline.processor.wire.Texts;
import io.treeline.processor.wire.ValueCursor;
import io.treeline.processor.wire.ValueCursor.Token;
import io.treeline.processor.wire.Values;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Collects what clients attach to a span as metadata: keys below a prefix, or one JSON object.
///
/// What frameworks write there about themselves is left out; so are long values. The first entries
/// in key order are kept. Owned by one thread.
final class MetadataReader {
  private static final int MAX_ENTRIES = 32;
  private static final int MAX_VALUE = 512;

  private final Lexicon lexicon;
  private final Values values;
  private final Texts texts;
  private final JsonCursor json;
  private final AnyValueCursor anyValue;
  private final TreeMap<String, String> found = new TreeMap<>();

  MetadataReader(Lexicon lexicon, Values values, Texts texts) {
    this.lexicon = lexicon;
    this.values = values;
    this.texts = texts;
    this.json = new JsonCursor(texts);
    this.anyValue = new AnyValueCursor(texts);
  }

  Map<String, String> read(Evidence evidence, byte[] bytes) {
    found.clear();
    for (int i = 0; i < evidence.size(); i++) {
      if (evidence.rule(i).metadata) {
        read(evidence, i, bytes);
      }
    }
    return found.isEmpty() ? Map.of() : Map.copyOf(found);
  }

  private void read(Evidence evidence, int i, byte[] bytes) {
    KeyRule rule = evidence.rule(i);
    int from = evidence.valueFrom(i);
    int to = evidence.valueTo(i);
    if (rule.isPrefix()) {
      int keyFrom = evidence.keyFrom(i) + rule.key().length;
      add(texts.text(bytes, keyFrom, evidence.keyTo(i)), values.text(bytes, from, to));
    } else if (values.isString(bytes, from, to)) {
      readObject(json.over(bytes, values.start(), values.end()));
    } else {
      readObject(anyValue.over(bytes, from, to));
    }
  }

  private void readObject(ValueCursor cursor) {
    if (cursor.next() != Token.OBJECT) {
      return;
    }
    while (cursor.next() == Token.KEY) {
      String key = cursor.text();
      Token token = cursor.next();
      switch (token) {
        case STRING, NUMBER -> add(key, cursor.text());
        case TRUE -> add(key, "true");
        case FALSE -> add(key, "false");
        case OBJECT, ARRAY -> cursor.skip();
        case KEY, NULL, END, END_OBJECT, END_ARRAY -> {}
      }
    }
  }

  private JsonCursor over(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return json.over(bytes, 0, bytes.length);
  }

  private void add(String key, @Nullable String value) {
    if (value == null) {
      return;
    }
    boolean isWorthless = value.isBlank() || value.length() > MAX_VALUE || key.isBlank();
    if (isWorthless || lexicon.isRedacted(value) || lexicon.isMetadataNoise(key)) {
      return;
    }
    found.merge(key, value, (a, b) -> a.compareTo(b) <= 0 ? a : b);
    if (found.size() > MAX_ENTRIES) {
      found.pollLastEntry();
    }
  }

  /// The text of one member of a JSON object; null when there is no such text.
  @Nullable String member(String object, String name) {
    JsonCursor cursor = over(object);
    if (cursor.next() != Token.OBJECT) {
      return null;
    }
    while (cursor.next() == Token.KEY) {
      boolean isWanted = cursor.text().equals(name);
      Token token = cursor.next();
      if (isWanted) {
        return token == Token.STRING ? cursor.text() : null;
      }
      if (token.isContainer()) {
        cursor.skip();
      }
    }
    return null;
  }
}
