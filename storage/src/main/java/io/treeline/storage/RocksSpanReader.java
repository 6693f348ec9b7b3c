package io.treeline.storage;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Forget;
import io.treeline.model.ingest.Landmarks;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.model.store.IndexedChunk;
import io.treeline.model.store.SpanReader;
import io.treeline.model.store.StoreException;
import io.treeline.model.store.StoreStats;
import io.treeline.model.store.StoredChunk;
import io.treeline.model.store.TraceIndex;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.LogCodec;
import io.treeline.storage.codec.LogRecord;
import io.treeline.storage.codec.TraceCodec;
import io.treeline.storage.codec.TraceRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads chunks through `log`, `trace` and `dir`. Safe for any number of threads.
final class RocksSpanReader implements SpanReader {
  private static final byte[] ALL = {};

  private final StoreAccess access;
  private final ForgottenTraces forgotten;

  RocksSpanReader(StoreAccess access, ForgottenTraces forgotten) {
    this.access = access;
    this.forgotten = forgotten;
  }

  @Override
  public boolean isForgotten(TraceId traceId) {
    return forgotten.contains(traceId);
  }

  @Override
  public long lastSequence() {
    try (StoreSnapshot snapshot = access.snapshot();
        RowCursor log = snapshot.rows(Family.LOG, ALL)) {
      log.seekToLast();
      long last = log.isValid() ? Keys.lastSequence(log.key()) : 0;
      return Math.max(last, snapshot.lowWater().sequence() - 1);
    }
  }

  @Override
  public @Nullable Place firstChunk(TraceId traceId) {
    try (StoreSnapshot snapshot = access.snapshot()) {
      for (int bucket : buckets(snapshot, traceId)) {
        try (RowCursor rows = snapshot.lookUp(Family.TRACE, Keys.traceRows(bucket, traceId))) {
          if (rows.isValid()) {
            return new Place(Keys.lastSequence(rows.key()), bucket);
          }
        }
      }
      return null;
    }
  }

  /// A forgotten trace is nowhere, also while its rows are still to be erased.
  private List<Integer> buckets(StoreSnapshot snapshot, TraceId traceId) {
    return forgotten.contains(traceId) ? List.of() : Directory.bucketsOfTrace(snapshot, traceId);
  }

  @Override
  public int firstBucket() {
    try (StoreSnapshot snapshot = access.snapshot()) {
      return snapshot.lowWater().bucket();
    }
  }

  @Override
  public boolean isPartial(TraceId traceId) {
    try (StoreSnapshot snapshot = access.snapshot()) {
      return Directory.isPartial(snapshot, traceId);
    }
  }

  @Override
  public void readLog(long fromSequence, LogVisitor visitor) {
    try (StoreSnapshot snapshot = access.snapshot();
        RowCursor log = snapshot.rows(Family.LOG, ALL)) {
      log.seek(Keys.sequence(Math.max(fromSequence, snapshot.lowWater().sequence())));
      boolean more = true;
      while (more && log.isValid()) {
        StoredChunk chunk = logChunk(snapshot, log);
        more = chunk == null || visitor.visit(chunk);
        if (more) {
          log.next();
        }
      }
    }
  }

  /// Null when the record was dropped while we read, or forgotten.
  private @Nullable StoredChunk logChunk(StoreSnapshot snapshot, RowCursor log) {
    long sequence = Keys.lastSequence(log.key());
    LogRecord chunk = LogCodec.read(log.value());
    if (chunk.isForgotten()) {
      return null;
    }
    if (chunk.kind() == ChunkKind.FORGET) {
      List<ChunkEntry> one = List.of(Forget.entry(chunk.body(), chunk.arrivalUnixNanos()));
      return chunk(snapshot, sequence, chunk, new TraceRow(ChunkKind.FORGET, one));
    }
    byte[] row = snapshot.get(Family.TRACE, Keys.trace(chunk.bucket(), chunk.traceId(), sequence));
    if (row == null) {
      throwUnlessDropped(sequence, "its index row is missing");
      return null;
    }
    return chunk(snapshot, sequence, chunk, TraceCodec.read(row));
  }

  @Override
  public TraceIndex index(TraceId traceId) {
    try (StoreSnapshot snapshot = access.snapshot()) {
      List<IndexedChunk> chunks = new ArrayList<>();
      for (int bucket : buckets(snapshot, traceId)) {
        try (RowCursor rows = snapshot.lookUp(Family.TRACE, Keys.traceRows(bucket, traceId))) {
          addChunks(rows, bucket, traceId, chunks);
        }
      }
      return new TraceIndex(traceId, chunks);
    }
  }

  @Override
  public void visitTrace(TraceId traceId, ChunkVisitor visitor) {
    try (StoreSnapshot snapshot = access.snapshot()) {
      boolean more = true;
      for (int bucket : buckets(snapshot, traceId)) {
        try (RowCursor rows = snapshot.lookUp(Family.TRACE, Keys.traceRows(bucket, traceId))) {
          for (; more && rows.isValid(); rows.next()) {
            more = visit(snapshot, bucket, rows, visitor);
          }
        }
      }
    }
  }

  private boolean visit(StoreSnapshot snapshot, int bucket, RowCursor rows, ChunkVisitor visitor) {
    long sequence = Keys.lastSequence(rows.key());
    TraceRow row = TraceCodec.read(rows.value());
    if (!visitor.wants(new IndexedChunk(sequence, bucket, row.kind(), row.entries()))) {
      return true;
    }
    StoredChunk chunk = indexedChunk(snapshot, sequence, row);
    return chunk == null || visitor.visit(chunk);
  }

  private @Nullable StoredChunk indexedChunk(StoreSnapshot snapshot, long sequence, TraceRow row) {
    byte[] value = snapshot.get(Family.LOG, Keys.sequence(sequence));
    if (value == null) {
      throwUnlessDropped(sequence, "it is indexed but missing");
      return null;
    }
    LogRecord record = LogCodec.read(value);
    if (record.isForgotten()) {
      throw inconsistent(sequence, "it is indexed but was forgotten");
    }
    return chunk(snapshot, sequence, record, row);
  }

  /// Dropping deletes files, which a snapshot does not keep from single look-ups.
  private void throwUnlessDropped(long sequence, String why) {
    try (StoreSnapshot now = access.snapshot()) {
      if (sequence >= now.lowWater().sequence()) {
        throw inconsistent(sequence, why);
      }
    }
  }

  private @Nullable StoredChunk chunk(
      StoreSnapshot snapshot, long sequence, LogRecord chunk, TraceRow row) {
    byte[] payload = snapshot.payload(sequence, chunk);
    if (payload == null) {
      throwUnlessDropped(sequence, "a piece of it is missing");
      return null;
    }
    if (row.kind() != chunk.kind()) {
      throw inconsistent(sequence, "its index row is of another kind");
    }
    for (ChunkEntry entry : row.entries()) {
      if (entry.offset() < 0
          || entry.length() < 0
          || entry.offset() > payload.length - entry.length()) {
        throw inconsistent(sequence, "an entry lies outside of its payload");
      }
    }
    return new StoredChunk(
        sequence,
        chunk.bucket(),
        new Chunk(
            chunk.kind(),
            chunk.traceId(),
            payload,
            row.entries(),
            chunk.arrivalUnixNanos(),
            chunk.transport(),
            chunk.digest(),
            Landmarks.NONE));
  }

  @Override
  public void scanTraces(TraceVisitor visitor) {
    try (StoreSnapshot snapshot = access.snapshot();
        RowCursor rows = snapshot.rows(Family.TRACE, ALL);
        RowCursor directory = snapshot.rows(Family.DIR, Keys.allTraceBuckets())) {
      boolean more = true;
      rows.seek(Keys.firstOf(snapshot.lowWater().bucket()));
      while (more && rows.isValid()) {
        int bucket = Keys.firstBucket(rows.key());
        TraceId traceId = Keys.traceId(rows.key());
        List<Integer> buckets = Directory.bucketsOfTrace(snapshot, directory, traceId);
        List<IndexedChunk> chunks = new ArrayList<>();
        addChunks(rows, bucket, traceId, chunks);
        if (isFirst(snapshot, buckets, bucket, traceId)) {
          addLaterChunks(snapshot, buckets, bucket, traceId, chunks);
          more = visitor.visit(new TraceIndex(traceId, chunks));
        }
      }
    }
  }

  /// Whether a trace has no chunks in an earlier bucket, where it would have been visited.
  private static boolean isFirst(
      StoreSnapshot snapshot, List<Integer> buckets, int bucket, TraceId traceId) {
    for (int earlier : buckets) {
      if (earlier >= bucket) {
        return true;
      }
      try (RowCursor rows = snapshot.lookUp(Family.TRACE, Keys.traceRows(earlier, traceId))) {
        if (rows.isValid()) {
          return false;
        }
      }
    }
    return true;
  }

  private static void addLaterChunks(
      StoreSnapshot snapshot,
      List<Integer> buckets,
      int first,
      TraceId traceId,
      List<IndexedChunk> chunks) {
    for (int later : buckets) {
      if (later <= first) {
        continue;
      }
      try (RowCursor rows = snapshot.lookUp(Family.TRACE, Keys.traceRows(later, traceId))) {
        addChunks(rows, later, traceId, chunks);
      }
    }
  }

  /// Moves past the rows of one trace in one bucket.
  private static void addChunks(
      RowCursor rows, int bucket, TraceId traceId, List<IndexedChunk> chunks) {
    while (rows.isValid()
        && Keys.firstBucket(rows.key()) == bucket
        && Keys.traceId(rows.key()).equals(traceId)) {
      TraceRow row = TraceCodec.read(rows.value());
      chunks.add(
          new IndexedChunk(Keys.lastSequence(rows.key()), bucket, row.kind(), row.entries()));
      rows.next();
    }
  }

  @Override
  public StoreStats stats() {
    try (StoreSnapshot snapshot = access.snapshot()) {
      return StoreSizes.read(access.directory(), snapshot);
    }
  }

  private static StoreException inconsistent(long sequence, String why) {
    return new StoreException(
        RefusalReason.STORE_FAILED, "log record " + sequence + " is damaged: " + why);
  }
}
