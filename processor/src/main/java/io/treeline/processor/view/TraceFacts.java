package io.treeline.processor.view;

import io.treeline.model.StepKind;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.processor.facts.LogFacts;
import io.treeline.processor.facts.SpanFacts;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the spans and log records of one trace say, each counted once, without their bodies.
///
/// Of several versions of a span the winner is kept ([ChunkEntry#supersedes]); of the losers only
/// their identity, to tell a retry from a new version. The content is the same for any order,
/// duplication or split of the chunks, until the trace is too large: what comes then is left out
/// and counted. Owned by one thread.
public final class TraceFacts {
  private static final long BYTES_PER_VERSION = 100;

  /// A trace whose facts take more keeps less of its texts.
  private static final long LARGE_BYTES = 4L << 20;

  private final long maxBytes;
  private final FactsCondenser condenser = new FactsCondenser();
  private final Map<Long, Kept<SpanFacts>> winners = new HashMap<>();
  private final Map<ItemVersion, Kept<LogFacts>> logs = new HashMap<>();
  private final Set<ItemVersion> losers = new HashSet<>();
  private long lastArrivalUnixNanos;
  private boolean partial;
  private long sizeBytes;
  private int leftOut;

  /// Facts and the sequence number of the chunk they were read from.
  private record Kept<T>(T facts, long sequence) {}

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

  public TraceFacts() {
    this(ViewSettings.MAX_TRACE_BYTES);
  }

  /// @param maxBytes what the facts may take, roughly
  TraceFacts(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  Tally addSpans(List<SpanFacts> spans, long sequence, long arrivalUnixNanos) {
    int fresh = 0;
    int duplicate = 0;
    int unrecognised = 0;
    for (SpanFacts span : spans) {
      Kept<SpanFacts> known = winners.get(span.spanId());
      if (known == null) {
        fresh++;
        unrecognised += isUnrecognised(span) ? 1 : 0;
        putIfRoom(span, sequence);
      } else if (known.facts.entry().isSameVersion(span.entry())) {
        duplicate++;
      } else if (span.entry().supersedes(known.facts.entry())) {
        lose(known.facts);
        put(span, sequence);
      } else if (!lose(span)) {
        duplicate++;
      }
    }
    int superseded = spans.size() - fresh - duplicate;
    return arrived(new Tally(fresh, duplicate, superseded, unrecognised), arrivalUnixNanos);
  }

  private static boolean isUnrecognised(SpanFacts span) {
    return span.dialects().isEmpty() && span.kind() == StepKind.UNKNOWN;
  }

  Tally addLogs(List<LogFacts> records, long sequence, long arrivalUnixNanos) {
    int fresh = 0;
    for (LogFacts log : records) {
      ItemVersion version = ItemVersion.of(log.entry());
      if (!logs.containsKey(version)) {
        fresh++;
        if (hasRoom()) {
          LogFacts kept = condenser.condense(log);
          logs.put(version, new Kept<>(kept, sequence));
          sizeBytes += FactsSize.of(kept) + BYTES_PER_VERSION;
          shrinkIfLarge();
        }
      }
    }
    return arrived(new Tally(fresh, records.size() - fresh, 0), arrivalUnixNanos);
  }

  /// The winning version of every span.
  public Collection<SpanFacts> spans() {
    return new Facts<>(winners.values());
  }

  public Collection<LogFacts> logs() {
    return new Facts<>(logs.values());
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

  /// How many items were left out because the trace is too large.
  public int leftOut() {
    return leftOut;
  }

  /// Whether they keep only the first words of answers.
  boolean isLarge() {
    return condenser.keepsLess();
  }

  /// Whether a span of that id is among them, whatever its version.
  public boolean hasSpan(long spanId) {
    return winners.containsKey(spanId);
  }

  /// The parent of a span on the wire, 0 when it has none or is unknown.
  public long parentOf(long spanId) {
    Kept<SpanFacts> span = winners.get(spanId);
    return span == null ? 0 : span.facts.entry().parentSpanId();
  }

  /// The chunk with the answer that an excerpt stands for; null when no item has it.
  @Nullable Long chunkOfAnswer(String excerpt) {
    for (Kept<SpanFacts> span : winners.values()) {
      if (excerpt.equals(span.facts.output().text())) {
        return span.sequence;
      }
    }
    for (Kept<LogFacts> log : logs.values()) {
      if (excerpt.equals(log.facts.output().text())) {
        return log.sequence;
      }
    }
    return null;
  }

  /// Roughly what all this takes in memory.
  long sizeBytes() {
    return sizeBytes;
  }

  private boolean hasRoom() {
    boolean room = sizeBytes < maxBytes;
    leftOut += room ? 0 : 1;
    return room;
  }

  private void putIfRoom(SpanFacts span, long sequence) {
    if (hasRoom()) {
      put(span, sequence);
    }
  }

  private void put(SpanFacts span, long sequence) {
    SpanFacts kept = condenser.condense(span);
    Kept<SpanFacts> old = winners.put(span.spanId(), new Kept<>(kept, sequence));
    sizeBytes += FactsSize.of(kept) - (old == null ? 0 : FactsSize.of(old.facts));
    shrinkIfLarge();
  }

  private void shrinkIfLarge() {
    if (sizeBytes < LARGE_BYTES || condenser.keepsLess()) {
      return;
    }
    condenser.keepLess();
    winners.replaceAll((id, kept) -> new Kept<>(condenser.again(kept.facts), kept.sequence));
    logs.replaceAll((id, kept) -> new Kept<>(condenser.again(kept.facts), kept.sequence));
    sizeBytes = losers.size() * BYTES_PER_VERSION + logs.size() * BYTES_PER_VERSION;
    winners.values().forEach(kept -> sizeBytes += FactsSize.of(kept.facts));
    logs.values().forEach(kept -> sizeBytes += FactsSize.of(kept.facts));
  }

  /// Whether this version is seen for the first time; one there is no room for always is.
  private boolean lose(SpanFacts span) {
    if (sizeBytes >= maxBytes) {
      return true;
    }
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

  /// The facts alone.
  private static final class Facts<T> extends AbstractCollection<T> {
    private final Collection<Kept<T>> kept;

    Facts(Collection<Kept<T>> kept) {
      this.kept = kept;
    }

    @Override
    public Iterator<T> iterator() {
      Iterator<Kept<T>> all = kept.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return all.hasNext();
        }

        @Override
        public T next() {
          return all.next().facts;
        }
      };
    }

    @Override
    public int size() {
      return kept.size();
    }
  }
}
