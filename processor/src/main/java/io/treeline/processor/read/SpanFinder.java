package io.treeline.processor.read;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.read.SpanDetail;
import io.treeline.model.read.SpanDetail.FieldValue;
import io.treeline.model.store.IndexedChunk;
import io.treeline.model.store.SpanReader.ChunkVisitor;
import io.treeline.model.store.StoredChunk;
import io.treeline.processor.facts.DialectReader;
import io.treeline.processor.facts.Field;
import io.treeline.processor.facts.Fields;
import io.treeline.processor.facts.SpanFacts;
import io.treeline.processor.facts.SpanReading;
import io.treeline.processor.facts.SpanReading.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Puts together what one span says, what was made of it, and why.
final class SpanFinder {
  private final DialectReader reader;

  SpanFinder(DialectReader reader) {
    this.reader = reader;
  }

  /// The winning version of a span in the chunks of its trace, or null when it is not there.
  ///
  /// @param place gives the span's place in the trees of its trace
  @Nullable SpanDetail detail(
      TraceId traceId, long spanId, BudgetedSpans chunks, Supplier<SpanPlace> place) {
    Versions versions = new Versions(spanId);
    chunks.visitTrace(traceId, versions);
    Item span = versions.winner;
    if (span == null) {
      return null;
    }
    SpanReading reading = reader.read(span, versions.logs);
    SpanFacts facts = reading.facts();
    ChunkEntry entry = span.entry();
    SpanPlace found = place.get();
    return new SpanDetail(
        traceId,
        spanId,
        entry.parentSpanId(),
        entry.startUnixNanos(),
        entry.endUnixNanos(),
        found.runId(),
        found.step(),
        facts.kind(),
        facts.kindRule(),
        facts.dialects(),
        fields(facts.fields()),
        facts.usage(),
        reading.inputBasis().words(),
        reading.outputBasis().words(),
        found.scores(spanId),
        reading.messages(),
        reading.content());
  }

  /// Collects the versions of one span and its log records, from the chunks that have any.
  private static final class Versions implements ChunkVisitor {
    private final long spanId;
    private final List<Item> logs = new ArrayList<>();
    private @Nullable Item winner;

    Versions(long spanId) {
      this.spanId = spanId;
    }

    @Override
    public boolean wants(IndexedChunk chunk) {
      return chunk.entries().stream().anyMatch(entry -> entry.spanId() == spanId);
    }

    @Override
    public boolean visit(StoredChunk stored) {
      Chunk chunk = stored.chunk();
      for (ChunkEntry entry : chunk.entries()) {
        if (entry.spanId() == spanId) {
          switch (chunk.kind()) {
            case SPANS -> compete(new Item(chunk, entry));
            case LOG_RECORDS -> addLog(new Item(chunk, entry));
            case UNJOINED_LOG_RECORDS, METRICS, FORGET -> {}
          }
        }
      }
      return true;
    }

    private void compete(Item span) {
      if (winner == null || span.entry().supersedes(winner.entry())) {
        winner = span;
      }
    }

    private void addLog(Item log) {
      if (logs.stream().noneMatch(known -> known.entry().isSameVersion(log.entry()))) {
        logs.add(log);
      }
    }
  }

  private static List<FieldValue> fields(Fields fields) {
    List<FieldValue> values = new ArrayList<>();
    for (Field field : Field.values()) {
      if (fields.has(field)) {
        values.add(
            new FieldValue(
                field.name().toLowerCase(Locale.ROOT),
                text(fields, field),
                Objects.requireNonNullElse(fields.source(field), "")));
      }
    }
    return values;
  }

  private static String text(Fields fields, Field field) {
    return switch (field.type()) {
      case TEXT -> String.valueOf(fields.text(field));
      case COUNT -> Long.toString(fields.count(field));
      case TEXT_LIST -> String.join(", ", fields.list(field));
    };
  }
}
