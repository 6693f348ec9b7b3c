package io.treeline.processor.tree;

import io.treeline.model.Claim;
import io.treeline.model.Run;
import io.treeline.model.TraceId;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.SpanFacts;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/// All that is known of one trace at one moment.
///
/// `spans` holds the winning version of every span id; `spans` and `logs` come in any order.
/// `lastArrivalUnixNanos` is when the newest of them came in and `nowUnixNanos` is now, both by our
/// clock. `previous` are the runs that the last assembly of this trace gave, from which ids and
/// revisions carry on. `foreign` are claims of other traces to calls that this one shows, too.
/// `partial` says that older spans of the trace are no longer stored; `leftOut` items were too many
/// to be looked at. `answers` gives back the whole text of an excerpt, or the excerpt where only
/// its beginning is wanted.
public record AssemblyInput(
    TraceId traceId,
    Collection<SpanFacts> spans,
    Collection<LogFacts> logs,
    long nowUnixNanos,
    long lastArrivalUnixNanos,
    List<Run> previous,
    List<Claim> foreign,
    boolean partial,
    int leftOut,
    UnaryOperator<String> answers) {
  public AssemblyInput {
    previous = List.copyOf(previous);
    foreign = List.copyOf(foreign);
  }

  /// A trace of which everything is there.
  public AssemblyInput(
      TraceId traceId,
      Collection<SpanFacts> spans,
      Collection<LogFacts> logs,
      long nowUnixNanos,
      long lastArrivalUnixNanos,
      List<Run> previous,
      List<Claim> foreign,
      boolean partial) {
    this(
        traceId,
        spans,
        logs,
        nowUnixNanos,
        lastArrivalUnixNanos,
        previous,
        foreign,
        partial,
        0,
        UnaryOperator.identity());
  }
}
