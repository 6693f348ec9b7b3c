package io.treeline.processor.trace;

import java.util.List;

/// The spans of one run: its top step, its steps in display order (the top first, parents before
/// children, siblings by start), and every span that belongs to it, parents before children,
/// placeholders and announced ones included.
public record RunSpans(TraceSpan root, List<TraceSpan> steps, List<TraceSpan> spans) {
  public RunSpans {
    steps = List.copyOf(steps);
    spans = List.copyOf(spans);
  }

  public boolean isRootClosed() {
    return root.isClosed();
  }
}
