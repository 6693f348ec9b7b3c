package io.treeline.processor.view;

import io.treeline.model.ingest.ChunkEntry;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.SpanFacts;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the spans and log records of one trace say, each counted once.
///
/// Of several versions of a span the winner is kept ([ChunkEntry#supersedes]); of the losers only
/// their identity, to tell a retry from a new version. The content is the same for any order,
/// duplication or split of the chunks. Owned by one thread.
public final class TraceFacts {
  private static final long BYTES_PER_VERSION = 100;

  private final Map<Long, SpanFacts> winners = new HashMap<>();
  private final Map<ItemVersion, LogFacts> logs = new HashMap<>();
  private final Set<ItemVersion> losers = new HashSet<>();
  private long lastArrivalUnixNanos;
  private boolean partial;
  private long sizeBytes;

  /// One version of a span or log record, as an exporter's retry sends it again.
  private record ItemVersion(long spanId, long startNanos, long endNanos, int length, int digest) {
    static ItemVersion of(ChunkEntry entry) {
      return new ItemVersion(
          entry.spanId(),
          entry.startUnixNanos(),
          entry.endUnixNanos(),
          entry.length(),
          entry.digest());
    }
  }

  Tally addSpans(List<SpanFacts> spans, long arrivalUnixNanos) {
    int fresh = 0;
    int duplicate = 0;
    for (SpanFacts span : spans) {
      SpanFacts winner = winners.get(span.spanId());
      if (winner == null) {
        fresh++;
        put(span);
      } else if (winner.entry().isSameVersion(span.entry())) {
        duplicate++;
      } else if (span.entry().supersedes(winner.entry())) {
        lose(winner);
        put(span);
      } else if (!lose(span)) {
        duplicate++;
      }
    }
    return arrived(new Tally(fresh, duplicate, spans.size() - fresh - duplicate), arrivalUnixNanos);
  }

  Tally addLogs(List<LogFacts> records, long arrivalUnixNanos) {
    int fresh = 0;
    for (LogFacts log : records) {
      if (logs.putIfAbsent(ItemVersion.of(log.entry()), log) == null) {
        fresh++;
        sizeBytes += FactsSize.of(log) + BYTES_PER_VERSION;
      }
    }
    return arrived(new Tally(fresh, records.size() - fresh, 0), arrivalUnixNanos);
  }

  /// The winning version of every span.
  public Collection<SpanFacts> spans() {
    return Collections.unmodifiableCollection(winners.values());
  }

  public Collection<LogFacts> logs() {
    return Collections.unmodifiableCollection(logs.values());
  }

  /// When the newest item that was not a mere repetition came in; 0 before the first.
  public long lastArrivalUnixNanos() {
    return lastArrivalUnixNanos;
  }

  /// Says that older parts of the trace may be gone from the store.
  public void markPartial() {
    partial = true;
  }

  public boolean isPartial() {
    return partial;
  }

  /// Whether a span of that id is among them, whatever its version.
  public boolean hasSpan(long spanId) {
    return winners.containsKey(spanId);
  }

  /// The parent of a span on the wire, 0 when it has none or is unknown.
  public long parentOf(long spanId) {
    SpanFacts span = winners.get(spanId);
    return span == null ? 0 : span.entry().parentSpanId();
  }

  /// Roughly what all this takes in memory.
  long sizeBytes() {
    return sizeBytes;
  }

  private void put(SpanFacts span) {
    SpanFacts old = winners.put(span.spanId(), span);
    sizeBytes += FactsSize.of(span) - (old == null ? 0 : FactsSize.of(old));
  }

  private boolean lose(SpanFacts span) {
    boolean firstTime = losers.add(ItemVersion.of(span.entry()));
    sizeBytes += firstTime ? BYTES_PER_VERSION : 0;
    return firstTime;
  }

  private Tally arrived(Tally tally, long arrivalUnixNanos) {
    if (tally.changed()) {
      lastArrivalUnixNanos = Math.max(lastArrivalUnixNanos, arrivalUnixNanos);
    }
    return tally;
  }
}
