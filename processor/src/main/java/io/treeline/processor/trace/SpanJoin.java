package io.treeline.processor.trace;

import io.treeline.model.SpanId;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.SpanFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Brings log records to the spans they belong to, and open markers to the spans they announce.
final class SpanJoin {
  private static final Comparator<LogFacts> NEWEST_FIRST =
      (a, b) -> {
        int byTime = Long.compareUnsigned(b.entry().startUnixNanos(), a.entry().startUnixNanos());
        return byTime != 0
            ? byTime
            : Integer.compareUnsigned(b.entry().digest(), a.entry().digest());
      };
  private static final Comparator<SpanFacts> EARLIEST_FIRST =
      (a, b) -> {
        int byStart = Long.compareUnsigned(a.entry().startUnixNanos(), b.entry().startUnixNanos());
        return byStart != 0 ? byStart : Long.compareUnsigned(a.spanId(), b.spanId());
      };

  private SpanJoin() {}

  /// The spans of the trace, seen and announced, in order, without a place yet.
  static List<TraceSpan> join(Collection<SpanFacts> spanFacts, Collection<LogFacts> logFacts) {
    Map<Long, List<LogFacts>> logs = logsBySpan(logFacts);
    Map<Long, SpanFacts> seen = winners(spanFacts);
    List<TraceSpan> spans = new ArrayList<>(seen.size());
    seen.forEach((id, facts) -> spans.add(TraceSpan.seen(facts, logs.getOrDefault(id, List.of()))));
    announced(spanFacts, seen)
        .forEach((id, marker) ->
            spans.add(TraceSpan.announced(marker, logs.getOrDefault(id, List.of()))));
    spans.sort(TraceSpan.ORDER);
    return spans;
  }

  private static Map<Long, List<LogFacts>> logsBySpan(Collection<LogFacts> logs) {
    Map<Long, List<LogFacts>> bySpan = new HashMap<>();
    for (LogFacts log : logs) {
      bySpan.computeIfAbsent(log.entry().spanId(), id -> new ArrayList<>(1)).add(log);
    }
    bySpan.values().forEach(list -> list.sort(NEWEST_FIRST));
    return bySpan;
  }

  private static Map<Long, SpanFacts> winners(Collection<SpanFacts> spans) {
    Map<Long, SpanFacts> winners = HashMap.newHashMap(spans.size());
    for (SpanFacts span : spans) {
      if (!span.pending()) {
        winners.merge(span.spanId(), span, (a, b) -> b.entry().supersedes(a.entry()) ? b : a);
      }
    }
    return winners;
  }

  /// The earliest marker of each span that has not arrived itself, by that span's id.
  private static Map<Long, SpanFacts> announced(
      Collection<SpanFacts> spans, Map<Long, SpanFacts> seen) {
    Map<Long, SpanFacts> markers = new HashMap<>();
    for (SpanFacts span : spans) {
      long announcedId = span.entry().parentSpanId();
      if (span.pending() && announcedId != SpanId.NONE && !seen.containsKey(announcedId)) {
        markers.merge(announcedId, span, (a, b) -> EARLIEST_FIRST.compare(a, b) <= 0 ? a : b);
      }
    }
    return markers;
  }
}
