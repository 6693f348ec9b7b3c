package io.treeline.query.otlp;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.read.RunReader;
import io.treeline.model.store.IndexedChunk;
import io.treeline.model.store.SpanReader.ChunkVisitor;
import io.treeline.model.store.StoredChunk;
import io.treeline.model.store.TraceIndex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Takes from the chunks of one trace each span once, in the version that wins (ADR-0001), and each
/// log record once; of chunks that are of no trace each once.
///
/// Which ones is decided by the index, so chunks pass through one at a time. A chunk of which
/// everything is taken passes as stored, byte for byte; of others the resources and scopes are kept
/// that still hold something.
public final class WinningItems {
  /// `resource_spans`, `scope_spans`, `spans`; the same numbers lead to log records.
  private static final int[] PATH = {1, 2, 2};

  private final Map<Long, Place> spans = new HashMap<>();
  private final Map<ChunkEntry, Place> logs = new HashMap<>();
  private final Map<ChunkKind, Long> others = new EnumMap<>(ChunkKind.class);

  /// What a payload holds, encoded as `TracesData`, `LogsData` or `MetricsData`.
  public record Payload(ChunkKind kind, byte[] bytes) {}

  /// Takes the payloads of a trace in turn.
  @FunctionalInterface
  public interface Sink {
    void accept(Payload payload) throws IOException;
  }

  private record Place(long sequence, ChunkEntry entry) {}

  public WinningItems(TraceIndex trace) {
    for (IndexedChunk chunk : trace.chunks()) {
      switch (chunk.kind()) {
        case SPANS -> chunk.entries().forEach(entry -> compete(chunk, entry));
        case LOG_RECORDS ->
            chunk
                .entries()
                .forEach(
                    entry -> logs.putIfAbsent(identity(entry), new Place(chunk.sequence(), entry)));
        case UNJOINED_LOG_RECORDS, METRICS -> others.putIfAbsent(chunk.kind(), chunk.sequence());
        case FORGET -> {}
      }
    }
  }

  private void compete(IndexedChunk chunk, ChunkEntry entry) {
    spans.merge(
        entry.spanId(),
        new Place(chunk.sequence(), entry),
        (old, next) -> next.entry.supersedes(old.entry) ? next : old);
  }

  /// Gives the payloads of a trace to the sink in order of arrival, without chunks of which nothing
  /// is left.
  public static void write(RunReader reader, TraceIndex trace, Sink sink) throws IOException {
    WinningItems winners = new WinningItems(trace);
    try {
      reader.visitTrace(
          trace.traceId(),
          new ChunkVisitor() {
            @Override
            public boolean wants(IndexedChunk chunk) {
              return chunk.entries().stream()
                  .anyMatch(entry -> winners.wins(chunk.kind(), chunk.sequence(), entry));
            }

            @Override
            public boolean visit(StoredChunk stored) {
              try {
                sink.accept(winners.of(stored));
                return true;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// What is taken from a chunk.
  Payload of(StoredChunk stored) {
    Chunk chunk = stored.chunk();
    NavigableSet<Integer> kept = new TreeSet<>();
    for (ChunkEntry entry : chunk.entries()) {
      if (wins(chunk.kind(), stored.sequence(), entry)) {
        kept.add(entry.offset());
      }
    }
    return new Payload(chunk.kind(), keep(chunk, kept));
  }

  private boolean wins(ChunkKind kind, long sequence, ChunkEntry entry) {
    return switch (kind) {
      case SPANS -> isAt(spans.get(entry.spanId()), sequence, entry);
      case LOG_RECORDS -> isAt(logs.get(identity(entry)), sequence, entry);
      case UNJOINED_LOG_RECORDS, METRICS -> Objects.equals(others.get(kind), sequence);
      case FORGET -> false;
    };
  }

  private static boolean isAt(@Nullable Place place, long sequence, ChunkEntry entry) {
    return place != null && place.sequence == sequence && place.entry.offset() == entry.offset();
  }

  /// A log record wherever it lies: only its place in a payload may differ between deliveries.
  private static ChunkEntry identity(ChunkEntry entry) {
    return new ChunkEntry(
        entry.spanId(),
        0,
        entry.startUnixNanos(),
        entry.endUnixNanos(),
        0,
        0,
        entry.length(),
        entry.digest());
  }

  private static byte[] keep(Chunk chunk, NavigableSet<Integer> kept) {
    byte[] payload = chunk.payload();
    if (kept.size() == chunk.entries().size()) {
      return payload;
    }
    try {
      return copy(payload, 0, payload.length, 0, kept);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
  }

  /// Copies the message at `offset`, `level` steps down the path, without what is not kept.
  private static byte[] copy(
      byte[] payload, int offset, int length, int level, NavigableSet<Integer> kept)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(length);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (WireField field : WireField.read(payload, offset, length)) {
      boolean onPath = field.isDelimited() && field.number() == PATH[level];
      if (!onPath) {
        out.writeRawBytes(payload, field.start(), field.end() - field.start());
      } else if (holdsKept(field, kept)) {
        if (level == PATH.length - 1) {
          out.writeRawBytes(payload, field.start(), field.end() - field.start());
        } else {
          byte[] child = copy(payload, field.offset(), field.length(), level + 1, kept);
          out.writeTag(field.number(), WireFormat.WIRETYPE_LENGTH_DELIMITED);
          out.writeUInt32NoTag(child.length);
          out.writeRawBytes(child);
        }
      }
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static boolean holdsKept(WireField field, NavigableSet<Integer> kept) {
    Integer next = kept.ceiling(field.offset());
    return next != null && (next < field.end() || next == field.offset());
  }
}
