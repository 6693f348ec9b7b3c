package io.treeline.model.read;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a list and what it leaves out.
///
/// `total` is a lower bound when `totalIsLowerBound`; `nextCursor` is null on the last page.
/// `asOfUnixNanos` is when the answer was made, `behind` how many log records it lacks.
public record Page<T>(
    List<T> items,
    long total,
    boolean totalIsLowerBound,
    @Nullable String nextCursor,
    long asOfUnixNanos,
    long behind) {
  public Page {
    items = List.copyOf(items);
  }

  public boolean truncated() {
    return nextCursor != null;
  }
}
