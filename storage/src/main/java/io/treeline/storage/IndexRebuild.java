package io.treeline.storage;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.LogCodec;
import io.treeline.storage.codec.LogRecord;
import io.treeline.storage.codec.TraceCodec;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes `trace` and `dir` anew from the log, after these and `tree` and `view` were emptied. The
/// cursor of the views goes back to the beginning, so the assembling stage makes the rest. Broken
/// off, it is simply run again. What users wrote (deletions) is in the log and in `default` and
/// stays.
final class IndexRebuild {
  private static final Logger LOG = System.getLogger(IndexRebuild.class.getName());

  /// What can be derived from the log.
  static final List<Family> DERIVED = List.of(Family.TRACE, Family.DIR, Family.TREE, Family.VIEW);

  private static final byte[] NOTHING = {};
  private static final byte[] FIRST = {};
  private static final int RECORDS_PER_BATCH = 1_000;

  private final StoreAccess access;
  private final EntryReader entries;
  private long indexed;

  IndexRebuild(StoreAccess access, EntryReader entries) {
    this.access = access;
    this.entries = entries;
  }

  long run() {
    clear();
    byte @Nullable [] next = FIRST;
    while (next != null) {
      next = some(next);
    }
    LOG.log(Level.INFO, "indexed {0} records anew", Long.toString(indexed));
    return indexed;
  }

  private void clear() {
    try (WriteUnit unit = access.beginWrite()) {
      unit.delete(Family.DEFAULT, Keys.cursor());
      unit.delete(Family.DEFAULT, Keys.viewCounts());
      unit.delete(Family.DEFAULT, Keys.rebuild());
      unit.deleteRange(Family.DEFAULT, Keys.staleTraces(), new byte[] {'s' + 1});
      unit.commitSynced();
    }
  }

  /// One batch; answers the key to go on with, null at the end.
  private byte @Nullable [] some(byte[] from) {
    try (WriteUnit unit = access.beginWrite();
        StoreSnapshot snapshot = new StoreSnapshot(unit.handle());
        RowCursor log = snapshot.rows(Family.LOG, FIRST)) {
      byte[] low = Keys.sequence(snapshot.lowWater().sequence());
      log.seek(from.length == 0 ? low : from);
      for (int i = 0; i < RECORDS_PER_BATCH && log.isValid(); i++) {
        index(snapshot, unit, Keys.lastSequence(log.key()), LogCodec.read(log.value()));
        log.next();
      }
      unit.commitSynced();
      return log.isValid() ? log.key() : null;
    }
  }

  private void index(StoreSnapshot snapshot, WriteUnit unit, long sequence, LogRecord record) {
    if (record.isForgotten() || record.kind() == ChunkKind.FORGET) {
      return;
    }
    byte @Nullable [] payload = snapshot.payload(sequence, record);
    if (payload == null) {
      LOG.log(
          Level.ERROR,
          "record {0} is left out of the index: a piece of it is missing",
          Long.toString(sequence));
      return;
    }
    List<ChunkEntry> found = entries.read(record.kind(), payload, record.arrivalUnixNanos());
    ByteBuffer row = ByteBuffer.allocate(TraceCodec.sizeBytes(found));
    TraceCodec.write(row, record.kind(), found);
    TraceId trace = record.traceId();
    unit.put(Family.TRACE, Keys.trace(record.bucket(), trace, sequence), row.array());
    unit.put(Family.DIR, Keys.traceBucket(trace, record.bucket()), NOTHING);
    long droppedUntil = snapshot.lowWater().droppedUntilUnixNanos();
    if (found.stream().anyMatch(entry -> entry.startUnixNanos() < droppedUntil)) {
      unit.put(Family.DIR, Keys.partialTrace(trace, record.bucket()), NOTHING);
    }
    indexed++;
  }
}
