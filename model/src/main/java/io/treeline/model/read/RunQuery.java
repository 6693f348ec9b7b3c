package io.treeline.model.read;

import io.treeline.model.store.RunFilter;
import org.jspecify.annotations.Nullable;

/// A list of runs as asked for. `cursor` is a `next_cursor` of an earlier page of the same query.
public record RunQuery(RunFilter filter, RunOrder order, int limit, @Nullable String cursor) {
  public static final int DEFAULT_LIMIT = 50;
  public static final int MAX_LIMIT = 1_000;

  public RunQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT);
    }
  }
}
