package io.treeline.model.read;

import io.treeline.model.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some of a run's steps in display order, out of `total` that were asked for.
public record StepPage(List<Row> rows, int total, @Nullable String nextCursor) {
  public StepPage {
    rows = List.copyOf(rows);
  }

  /// A step and how many steps hang below it in the whole tree.
  public record Row(Step step, int stepsBelow) {}
}
