package io.treeline.processor.read;

import java.util.ArrayList;
import java.util.List;

/// Gathers the rows of one page in their order and counts those that would follow.
final class PageRows<T> {
  private final int limit;
  private final long countLimit;
  private final List<T> rows = new ArrayList<>();
  private long count;

  /// @param countBeyond how many rows to count after the page is full
  PageRows(int limit, long countBeyond) {
    this.limit = limit;
    countLimit = limit + 1 + countBeyond;
  }

  /// Takes the next row; answers whether more are wanted.
  boolean add(T row) {
    if (rows.size() < limit) {
      rows.add(row);
    }
    count++;
    return count < countLimit;
  }

  List<T> rows() {
    return rows;
  }

  boolean isCutOff() {
    return count > limit;
  }

  long count() {
    return count;
  }

  /// Whether rows may follow that were not counted.
  boolean countStopped() {
    return count >= countLimit;
  }
}
