package io.treeline.model.read;

import org.jspecify.annotations.Nullable;

/// A list of sessions as asked for, last activity first.
public record SessionQuery(int limit, @Nullable String cursor) {
  public SessionQuery {
    if (limit < 1 || limit > RunQuery.MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be 1 to " + RunQuery.MAX_LIMIT);
    }
  }
}
