package io.treeline.processor.view;

import io.treeline.model.Run;
import io.treeline.model.TraceView;
import java.util.List;

/// A trace whose runs in memory are newer than the stored ones.
///
/// `stored` are the runs that the view store still holds for it: what a reader has to take away
/// from stored totals before it adds those of `view`.
public record LiveTrace(TraceView view, List<Run> stored) {
  public LiveTrace {
    stored = List.copyOf(stored);
  }

  long sizeBytes() {
    return FactsSize.of(view);
  }
}
