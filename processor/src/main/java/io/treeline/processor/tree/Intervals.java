package io.treeline.processor.tree;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Stretches of time, in nanoseconds, that may overlap.
final class Intervals {
  private static final Comparator<Interval> BY_START = Comparator.comparingLong(Interval::from);

  private final List<Interval> intervals = new ArrayList<>();

  private record Interval(long from, long to) {}

  void add(long from, long to) {
    if (from < to) {
      intervals.add(new Interval(from, to));
    }
  }

  void addAll(Intervals others) {
    intervals.addAll(others.intervals);
  }

  /// Adds a stretch without the parts that holes cover.
  void addWithout(long from, long to, Intervals holes) {
    long next = from;
    for (Interval hole : holes.intervals.isEmpty() ? holes.intervals : holes.sorted()) {
      if (hole.from >= to) {
        break;
      }
      add(next, Math.min(hole.from, to));
      next = Math.max(next, hole.to);
    }
    add(next, to);
  }

  /// How much time is covered, overlaps once.
  long covered() {
    return covered(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /// How much of the time between two moments is covered.
  long covered(long from, long to) {
    long covered = 0;
    long next = from;
    for (Interval interval : sorted()) {
      long start = Math.max(next, interval.from);
      long end = Math.min(to, interval.to);
      if (start < end) {
        covered += end - start;
        next = end;
      }
    }
    return covered;
  }

  private List<Interval> sorted() {
    return intervals.stream().sorted(BY_START).toList();
  }
}
