package io.treeline.processor.tree;

import io.treeline.model.Finding;
import io.treeline.model.Run;
import io.treeline.model.RunId;
import io.treeline.processor.trace.RunSpans;
import io.treeline.processor.trace.TraceSpan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Carries ids and revisions on from the last assembly of a trace to this one.
///
/// The previous runs may be listed ones, with their final answers cut. A run whose top has changed
/// keeps its former ids as aliases, so that links to them still work.
final class RunHistory {
  private final Map<Long, Run> previousByRoot = new HashMap<>();

  RunHistory(List<Run> previous) {
    previous.forEach(run -> previousByRoot.put(run.id().rootSpanId(), run));
  }

  /// The former ids of a run, in alphabetical order: what its previous self had and those of the
  /// previous runs whose top is now one of its spans.
  List<String> aliases(RunId id, RunSpans run) {
    TreeSet<String> aliases = new TreeSet<>();
    for (TraceSpan span : run.spans()) {
      Run previous = previousByRoot.get(span.id());
      if (previous != null) {
        aliases.add(previous.id().toString());
        aliases.addAll(previous.aliases());
      }
    }
    aliases.remove(id.toString());
    return List.copyOf(aliases);
  }

  /// The run with its findings and revision: one more than before when a reader can see a
  /// difference.
  Run revise(Run run, List<Finding> findings, RunSpans spans) {
    long last = 0;
    for (TraceSpan span : spans.spans()) {
      Run previous = previousByRoot.get(span.id());
      if (previous != null) {
        last = Math.max(last, previous.revision());
      }
    }
    Run same = previousByRoot.get(run.id().rootSpanId());
    Run unchanged = complete(run, findings, last);
    return same != null && unchanged.listed().equals(same.listed())
        ? unchanged
        : unchanged.withRevision(last + 1);
  }

  private static Run complete(Run run, List<Finding> findings, long revision) {
    return new Run(
        run.id(),
        run.aliases(),
        run.name(),
        run.state(),
        run.stateReason(),
        run.outcome(),
        run.finalAnswer(),
        run.finalAnswerTruncated(),
        run.context(),
        run.startUnixNanos(),
        run.endUnixNanos(),
        run.agents(),
        run.metrics(),
        findings,
        run.dataQuality(),
        revision,
        run.lastArrivalUnixNanos());
  }
}
