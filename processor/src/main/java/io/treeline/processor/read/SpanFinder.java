package io.treeline.processor.read;

import io.treeline.model.AgentTree;
import io.treeline.model.RunId;
import io.treeline.model.Step;
import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.read.SpanDetail;
import io.treeline.model.read.SpanDetail.FieldValue;
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
import org.jspecify.annotations.Nullable;

/// Puts together what one span says, what was made of it, and why.
final class SpanFinder {
  private final DialectReader reader;

  SpanFinder(DialectReader reader) {
    this.reader = reader;
  }

  /// The winning version of a span in the chunks of its trace, or null when it is not there.
  ///
  /// @param trees the trace's runs
  @Nullable SpanDetail detail(
      TraceId traceId, long spanId, List<StoredChunk> chunks, List<AgentTree> trees) {
    Item span = winner(spanId, chunks);
    if (span == null) {
      return null;
    }
    SpanReading reading = reader.read(span, logs(spanId, chunks));
    SpanFacts facts = reading.facts();
    ChunkEntry entry = span.entry();
    return new SpanDetail(
        traceId,
        spanId,
        entry.parentSpanId(),
        entry.startUnixNanos(),
        entry.endUnixNanos(),
        runOf(spanId, trees),
        stepOf(spanId, trees),
        facts.kind(),
        facts.kindRule(),
        facts.dialects(),
        fields(facts.fields()),
        facts.usage(),
        reading.inputBasis().words(),
        reading.outputBasis().words(),
        reading.messages(),
        reading.content());
  }

  private static @Nullable Item winner(long spanId, List<StoredChunk> chunks) {
    Item winner = null;
    for (StoredChunk stored : chunks) {
      for (ChunkEntry entry : stored.chunk().entries()) {
        boolean isSpan = stored.chunk().kind() == ChunkKind.SPANS && entry.spanId() == spanId;
        if (isSpan && (winner == null || entry.supersedes(winner.entry()))) {
          winner = new Item(stored.chunk(), entry);
        }
      }
    }
    return winner;
  }

  private static List<Item> logs(long spanId, List<StoredChunk> chunks) {
    List<Item> logs = new ArrayList<>();
    for (StoredChunk stored : chunks) {
      for (ChunkEntry entry : stored.chunk().entries()) {
        boolean isLog = stored.chunk().kind() == ChunkKind.LOG_RECORDS && entry.spanId() == spanId;
        if (isLog && logs.stream().noneMatch(log -> log.entry().isSameVersion(entry))) {
          logs.add(new Item(stored.chunk(), entry));
        }
      }
    }
    return logs;
  }

  private static @Nullable Step stepOf(long spanId, List<AgentTree> trees) {
    for (AgentTree tree : trees) {
      for (Step step : tree.steps()) {
        if (step.header().spanId() == spanId) {
          return step;
        }
      }
    }
    return null;
  }

  private static @Nullable RunId runOf(long spanId, List<AgentTree> trees) {
    for (AgentTree tree : trees) {
      if (tree.steps().stream().anyMatch(step -> step.header().spanId() == spanId)) {
        return tree.run().id();
      }
    }
    return trees.size() == 1 ? trees.getFirst().run().id() : null;
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
