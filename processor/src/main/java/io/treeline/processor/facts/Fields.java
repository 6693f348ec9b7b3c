package io.treeline.processor.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The canonical fields of one span, each with the attribute key it came from. Immutable.
public final class Fields {
  /// A count that is absent.
  public static final long ABSENT = -1;

  public static final Fields NONE = new Builder().build();

  private final @Nullable Object[] values;
  private final @Nullable String[] sources;

  private Fields(@Nullable Object[] values, @Nullable String[] sources) {
    this.values = values;
    this.sources = sources;
  }

  public boolean has(Field field) {
    return values[field.ordinal()] != null;
  }

  /// The text of a field of type TEXT, or null.
  public @Nullable String text(Field field) {
    return (String) values[field.ordinal()];
  }

  /// The value of a field of type COUNT, or [#ABSENT].
  public long count(Field field) {
    Object value = values[field.ordinal()];
    return value == null ? ABSENT : (Long) value;
  }

  /// The values of a field of type TEXT_LIST; empty when absent.
  @SuppressWarnings("unchecked")
  public List<String> list(Field field) {
    Object value = values[field.ordinal()];
    return value == null ? List.of() : (List<String>) value;
  }

  /// The attribute key the field was read from, or null when absent.
  public @Nullable String source(Field field) {
    return sources[field.ordinal()];
  }

  /// These fields with what they lack taken from another source of the same step.
  public Fields orElse(Fields other) {
    if (other == NONE) {
      return this;
    }
    if (this == NONE) {
      return other;
    }
    @Nullable Object[] mergedValues = values.clone();
    @Nullable String[] mergedSources = sources.clone();
    for (int i = 0; i < mergedValues.length; i++) {
      if (mergedValues[i] == null) {
        mergedValues[i] = other.values[i];
        mergedSources[i] = other.sources[i];
      }
    }
    return new Fields(mergedValues, mergedSources);
  }

  /// Collects fields; the first value of a field wins unless replaced.
  public static final class Builder {
    private final @Nullable Object[] values = new @Nullable Object[Field.values().length];
    private final @Nullable String[] sources = new @Nullable String[Field.values().length];

    public Builder put(Field field, Object value, String source) {
      values[field.ordinal()] = value;
      sources[field.ordinal()] = source;
      return this;
    }

    public boolean has(Field field) {
      return values[field.ordinal()] != null;
    }

    public Fields build() {
      return new Fields(values.clone(), sources.clone());
    }
  }
}
