package io.treeline.storage;

import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Forget;
import io.treeline.model.store.StoreException;
import io.treeline.storage.codec.Bucket;
import io.treeline.storage.codec.HashChain;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.LogCodec;
import io.treeline.storage.codec.LogRecord;
import io.treeline.storage.codec.LowWaterMark;
import io.treeline.storage.codec.TraceCodec;
import io.treeline.storage.codec.TraceRow;

/// Reads the whole log and compares: every payload with its digest, every digest with the hash
/// chain, the registry with where the chain stands, the index with what it points to. Of one
/// thread.
final class LogCheck {
  private final StoreSnapshot snapshot;
  private final Problems problems;
  private final HashChain chain = new HashChain();
  private long records;
  private long forgotten;
  private long indexed;

  LogCheck(StoreSnapshot snapshot, Problems problems) {
    this.snapshot = snapshot;
    this.problems = problems;
  }

  long records() {
    return records;
  }

  long forgotten() {
    return forgotten;
  }

  void run() {
    LowWaterMark low = snapshot.lowWater();
    Place place = new Place(low.sequence(), low.chain());
    for (Bucket bucket : BucketRegistry.kept(snapshot)) {
      Place from = place;
      problems.within(() -> bucket(bucket, from));
      place = new Place(bucket.lastSequence() + 1, bucket.chain());
    }
    problems.within(this::countIndex);
  }

  /// The next sequence number, and the link of the chain before it.
  private record Place(long next, ChunkDigest link) {}

  private void bucket(Bucket bucket, Place from) {
    if (bucket.firstSequence() != from.next) {
      problems.add("bucket " + bucket.number() + " does not follow the one before it");
    }
    long sequence = bucket.firstSequence();
    ChunkDigest link = from.link;
    try (RowCursor log = snapshot.rows(Family.LOG, new byte[0])) {
      log.seek(Keys.sequence(sequence));
      for (; log.isValid() && Keys.lastSequence(log.key()) <= bucket.lastSequence(); log.next()) {
        long found = Keys.lastSequence(log.key());
        if (found != sequence) {
          problems.add("records " + sequence + " to " + (found - 1) + " are missing");
          sequence = found;
        }
        link = record(bucket, sequence, log.value(), link);
        sequence++;
      }
    }
    if (sequence <= bucket.lastSequence()) {
      problems.add("records " + sequence + " to " + bucket.lastSequence() + " are missing");
    } else if (!link.equals(bucket.chain())) {
      problems.add("the hash chain does not end where bucket " + bucket.number() + " says");
    }
  }

  /// Answers the link that the record itself carries, so that one break is told once.
  private ChunkDigest record(Bucket bucket, long sequence, byte[] value, ChunkDigest before) {
    LogRecord record;
    try {
      record = LogCodec.read(value);
    } catch (StoreException e) {
      problems.add("record " + sequence + ": " + e.getMessage());
      return before;
    }
    records++;
    if (!chain.next(before, record.digest()).equals(record.chain())) {
      problems.add("record " + sequence + " does not continue the hash chain");
    }
    if (record.bucket() != bucket.number()) {
      problems.add("record " + sequence + " says it is of bucket " + record.bucket());
    }
    if (record.isForgotten()) {
      forgotten++;
      requireNoIndex(sequence, record);
    } else {
      problems.within(() -> content(sequence, record));
    }
    return record.chain();
  }

  private void requireNoIndex(long sequence, LogRecord record) {
    byte[] key = Keys.trace(record.bucket(), record.traceId(), sequence);
    if (snapshot.get(Family.TRACE, key) != null) {
      problems.add("record " + sequence + " was deleted on request and is still indexed");
    }
  }

  private void content(long sequence, LogRecord record) {
    byte[] payload = snapshot.payload(sequence, record);
    if (payload == null) {
      problems.add("record " + sequence + ": a piece of its payload is missing");
      return;
    }
    if (!ChunkDigest.of(payload).equals(record.digest())) {
      problems.add("record " + sequence + ": its payload does not have its digest");
    }
    if (record.kind() == ChunkKind.FORGET) {
      Forget.traces(payload)
          .forEach(trace -> {
            if (!ForgottenTraces.isForgotten(snapshot, trace)) {
              problems.add(
                  "record " + sequence + " forgets trace " + trace + ", which is not blocked");
            }
          });
    } else {
      index(sequence, record, payload.length);
    }
  }

  private void index(long sequence, LogRecord record, int payloadBytes) {
    byte[] row =
        snapshot.get(Family.TRACE, Keys.trace(record.bucket(), record.traceId(), sequence));
    if (row == null) {
      problems.add("record " + sequence + " is not indexed");
      return;
    }
    indexed++;
    TraceRow read = TraceCodec.read(row);
    boolean outside = false;
    for (ChunkEntry entry : read.entries()) {
      outside |= entry.offset() < 0 || entry.offset() > payloadBytes - entry.length();
    }
    if (read.kind() != record.kind() || outside) {
      problems.add("record " + sequence + ": its index row is of something else");
    }
    byte[] place = Keys.traceBucket(record.traceId(), record.bucket());
    if (snapshot.get(Family.DIR, place) == null) {
      problems.add("record " + sequence + ": its trace is not in the directory");
    }
  }

  private void countIndex() {
    long rows = 0;
    try (RowCursor index = snapshot.rows(Family.TRACE, new byte[0])) {
      index.seek(Keys.firstOf(snapshot.lowWater().bucket()));
      for (; index.isValid(); index.next()) {
        rows++;
      }
    }
    if (rows > indexed) {
      problems.add((rows - indexed) + " index rows point to no record");
    }
  }
}
