package io.treeline.processor.facts;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The canonical fields of one span, each with the attribute it came from. Immutable.
///
/// Only present fields take room: a bit per field says which are there.
public final class Fields {
  /// A count that is absent.
  public static final long ABSENT = -1;

  private static final int FIELDS = Field.values().length;

  public static final Fields NONE = new Builder().build();

  private final long present;
  private final Object[] values;
  private final String[] sources;

  private Fields(long present, Object[] values, String[] sources) {
    this.present = present;
    this.values = values;
    this.sources = sources;
  }

  public boolean has(Field field) {
    return (present & bit(field)) != 0;
  }

  /// The text of a field of type TEXT, or null.
  public @Nullable String text(Field field) {
    return has(field) ? (String) values[index(field)] : null;
  }

  /// The value of a field of type COUNT, or [#ABSENT].
  public long count(Field field) {
    return has(field) ? (Long) values[index(field)] : ABSENT;
  }

  /// The values of a field of type TEXT_LIST; empty when absent.
  @SuppressWarnings("unchecked")
  public List<String> list(Field field) {
    return has(field) ? (List<String>) values[index(field)] : List.of();
  }

  /// Where the field was read from, such as `span attribute session.id`; null when absent.
  public @Nullable String source(Field field) {
    return has(field) ? sources[index(field)] : null;
  }

  private int index(Field field) {
    return Long.bitCount(present & (bit(field) - 1));
  }

  private static long bit(Field field) {
    return 1L << field.ordinal();
  }

  /// These fields with what they lack taken from another source of the same step.
  public Fields orElse(Fields other) {
    return (other.present & ~present) == 0
        ? this
        : new Builder().putAll(other).putAll(this).build();
  }

  /// These fields with another text for one that is present.
  public Fields withText(Field field, String text) {
    Object[] changed = values.clone();
    changed[index(field)] = text;
    return new Fields(present, changed, sources);
  }

  /// Collects fields; a later value of a field replaces an earlier one. Reusable after `clear`.
  public static final class Builder {
    private final @Nullable Object[] values = new @Nullable Object[FIELDS];
    private final String[] sources = new String[FIELDS];
    private long present;

    public Builder() {
      Arrays.fill(sources, "");
    }

    public Builder put(Field field, Object value, String source) {
      values[field.ordinal()] = value;
      sources[field.ordinal()] = source;
      present |= bit(field);
      return this;
    }

    Builder putAll(Fields fields) {
      int next = 0;
      for (long left = fields.present; left != 0; left &= left - 1) {
        int field = Long.numberOfTrailingZeros(left);
        values[field] = fields.values[next];
        sources[field] = fields.sources[next++];
      }
      present |= fields.present;
      return this;
    }

    public boolean has(Field field) {
      return (present & bit(field)) != 0;
    }

    /// The value put last, or null.
    public @Nullable Object value(Field field) {
      return has(field) ? values[field.ordinal()] : null;
    }

    public Builder remove(Field field) {
      present &= ~bit(field);
      return this;
    }

    public Builder clear() {
      present = 0;
      return this;
    }

    public Fields build() {
      int size = Long.bitCount(present);
      Object[] kept = new Object[size];
      String[] from = new String[size];
      int next = 0;
      for (long left = present; left != 0; left &= left - 1) {
        int field = Long.numberOfTrailingZeros(left);
        kept[next] = Objects.requireNonNull(values[field]);
        from[next++] = sources[field];
      }
      return new Fields(present, kept, from);
    }
  }
}
