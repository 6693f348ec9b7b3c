package io.treeline.processor.dialect;

import io.treeline.processor.dialect.Alias.Origin;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.wire.Values;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The best value seen so far for each canonical field of one span. Reused from span to span.
///
/// The alias with the lowest order wins, whatever order the attributes come in. Empty texts and
/// placeholders are no values. A zero count gives way to another spelling that has one: clients
/// that send two spellings fill in only one (genai-dialects.md 5.1).
final class Candidates {
  private final Values values;
  private final Lexicon lexicon;
  private final Fields.Builder fields = new Fields.Builder();
  private final int[] orders = new int[Field.values().length];
  private final Origin[] origins = new Origin[Field.values().length];
  private final boolean[] zero = new boolean[Field.values().length];

  Candidates(Values values, Lexicon lexicon) {
    this.values = values;
    this.lexicon = lexicon;
    Arrays.fill(origins, Origin.SPAN);
  }

  void clear() {
    fields.clear();
    Arrays.fill(orders, Integer.MAX_VALUE);
    Arrays.fill(zero, false);
  }

  @SuppressWarnings("unchecked")
  List<String> list(Field field) {
    Object value = fields.value(field);
    return value == null ? List.of() : (List<String>) value;
  }

  boolean has(Field field) {
    return orders[field.ordinal()] != Integer.MAX_VALUE;
  }

  @Nullable String text(Field field) {
    return (String) fields.value(field);
  }

  long count(Field field) {
    return fields.value(field) instanceof Long count ? count : Fields.ABSENT;
  }

  /// Whether the field was found, but only by an alias that says for which agent a span works.
  boolean isWorksFor(Field field) {
    return has(field) && orders[field.ordinal()] >= Alias.order(Alias.WORKS_FOR_RANK, 0);
  }

  /// Offers an encoded AnyValue.
  void offer(Alias alias, Origin origin, byte[] bytes, int from, int to) {
    if (!isWanted(alias)) {
      return;
    }
    switch (alias.field().type()) {
      case COUNT -> putCount(alias, origin, values.count(bytes, from, to, alias.unit()));
      case TEXT -> putText(alias, origin, values.text(bytes, from, to));
      case TEXT_LIST -> putList(alias, origin, values.list(bytes, from, to));
    }
  }

  /// Offers a text, such as one found inside JSON.
  void offer(Alias alias, Origin origin, String text) {
    if (!isWanted(alias)) {
      return;
    }
    switch (alias.field().type()) {
      case COUNT -> putCount(alias, origin, Values.count(text, alias.unit()));
      case TEXT -> putText(alias, origin, text);
      case TEXT_LIST -> putList(alias, origin, values.list(text));
    }
  }

  private boolean isWanted(Alias alias) {
    int field = alias.field().ordinal();
    return alias.order() < orders[field] || zero[field];
  }

  private void putCount(Alias alias, Origin origin, long count) {
    int field = alias.field().ordinal();
    if (count < 0) {
      return;
    }
    boolean isZero = count == 0;
    boolean better =
        has(alias.field()) && zero[field] != isZero ? !isZero : alias.order() < orders[field];
    if (better) {
      put(alias, origin, count);
      zero[field] = isZero;
    }
  }

  private void putText(Alias alias, Origin origin, @Nullable String text) {
    String value = text == null ? null : meaning(alias, text);
    if (value != null) {
      put(alias, origin, value);
    }
  }

  private @Nullable String meaning(Alias alias, String text) {
    Glob like = alias.like();
    String value = like == null ? text : like.captureWithin(text);
    if (value == null || isNothing(alias, value)) {
      return null;
    }
    return switch (alias.field()) {
      case PROVIDER -> lexicon.provider(value);
      case FRAMEWORK -> lexicon.framework(value);
      default -> value;
    };
  }

  private void putList(Alias alias, Origin origin, List<String> list) {
    List<String> kept = list;
    for (String value : list) {
      if (isNothing(alias, value)) {
        kept = list.stream().filter(some -> !isNothing(alias, some)).toList();
        break;
      }
    }
    if (!kept.isEmpty()) {
      put(alias, origin, kept);
    }
  }

  private boolean isNothing(Alias alias, String value) {
    return value.isBlank() || lexicon.isNoValue(alias.field(), value);
  }

  private void put(Alias alias, Origin origin, Object value) {
    orders[alias.field().ordinal()] = alias.order();
    origins[alias.field().ordinal()] = origin;
    fields.put(alias.field(), value, alias.source(origin));
  }

  /// Sets a field that is derived from others, whatever was found for it.
  void set(Field field, Object value, String source) {
    orders[field.ordinal()] = 0;
    fields.put(field, value, source);
  }

  void removeIfFrom(Origin origin, Field field) {
    if (has(field) && origins[field.ordinal()] == origin) {
      remove(field);
    }
  }

  void remove(Field field) {
    orders[field.ordinal()] = Integer.MAX_VALUE;
    fields.remove(field);
  }

  Fields build() {
    return fields.build();
  }
}
