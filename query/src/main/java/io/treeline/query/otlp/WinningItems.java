package io.treeline.query.otlp;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.store.StoredChunk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Takes from the chunks of one trace each span once, in the version that wins (ADR-0001), and each
/// log record once; of chunks that are of no trace each once.
///
/// A chunk of which everything is taken passes as stored, byte for byte; of others the resources
/// and scopes are kept that still hold something.
public final class WinningItems {
  /// `resource_spans`, `scope_spans`, `spans`; the same numbers lead to log records.
  private static final int[] PATH = {1, 2, 2};

  private WinningItems() {}

  /// What a payload holds, encoded as `TracesData`, `LogsData` or `MetricsData`.
  public record Payload(ChunkKind kind, byte[] bytes) {}

  /// The payloads in order of arrival, without chunks of which nothing is left.
  public static List<Payload> of(List<StoredChunk> trace) {
    Map<Long, Place> winners = winners(trace);
    Set<ChunkEntry> seenLogs = new HashSet<>();
    Set<ChunkDigest> seenChunks = new HashSet<>();
    List<Payload> payloads = new ArrayList<>();
    for (StoredChunk stored : trace) {
      Chunk chunk = stored.chunk();
      boolean fresh = chunk.kind().isOfTrace() || seenChunks.add(chunk.digest());
      NavigableSet<Integer> kept = new TreeSet<>();
      for (ChunkEntry entry : chunk.entries()) {
        boolean wins =
            switch (chunk.kind()) {
              case SPANS -> isAt(winners.get(entry.spanId()), stored, entry);
              case LOG_RECORDS -> seenLogs.add(identity(entry));
              case UNJOINED_LOG_RECORDS, METRICS -> fresh;
              case FORGET -> false;
            };
        if (wins) {
          kept.add(entry.offset());
        }
      }
      if (!kept.isEmpty()) {
        payloads.add(new Payload(chunk.kind(), keep(chunk, kept)));
      }
    }
    return payloads;
  }

  private record Place(long sequence, ChunkEntry entry) {}

  private static Map<Long, Place> winners(List<StoredChunk> trace) {
    Map<Long, Place> winners = new HashMap<>();
    for (StoredChunk stored : trace) {
      if (stored.chunk().kind() != ChunkKind.SPANS) {
        continue;
      }
      for (ChunkEntry entry : stored.chunk().entries()) {
        winners.merge(
            entry.spanId(),
            new Place(stored.sequence(), entry),
            (old, next) -> next.entry.supersedes(old.entry) ? next : old);
      }
    }
    return winners;
  }

  private static boolean isAt(@Nullable Place place, StoredChunk stored, ChunkEntry entry) {
    return place != null
        && place.sequence == stored.sequence()
        && place.entry.offset() == entry.offset();
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
