package io.treeline.storage;

import io.treeline.model.TraceId;
import io.treeline.model.ingest.Chunk;
import io.treeline.model.ingest.ChunkDigest;
import io.treeline.model.ingest.ChunkEntry;
import io.treeline.model.ingest.ChunkKind;
import io.treeline.model.ingest.Forget;
import io.treeline.model.store.Journal;
import io.treeline.storage.StoreSettings.AckAfter;
import io.treeline.storage.codec.Bucket;
import io.treeline.storage.codec.Bucket.State;
import io.treeline.storage.codec.BucketCodec;
import io.treeline.storage.codec.Cursor;
import io.treeline.storage.codec.ErasedRange;
import io.treeline.storage.codec.HashChain;
import io.treeline.storage.codec.Keys;
import io.treeline.storage.codec.LowWaterMark;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The journal on RocksDB: one write batch of `log`, `trace`, `dir` and registry rows for all
/// chunks of a call. One writes at a time; the journal's thread waits for others only while a
/// record of theirs is written.
final class RocksJournal implements Journal {
  private static final byte[] NOTHING = {};

  private final StoreAccess access;
  private final AckAfter ackAfter;
  private final BucketPolicy policy;
  private final DeadLetters deadLetters;
  private final HashChain chain = new HashChain();
  private final RecentTraces recent = new RecentTraces();
  private final RecentTraces partial = new RecentTraces();
  private final RetentionClock clock;
  private final Quota quota;
  private final Packer packer;
  private final RecordWriter records;
  private final ForgottenTraces forgotten;

  /// Those that the batch being written forgets.
  private final Set<TraceId> forgetting = new HashSet<>();

  /// The database that [#tail] was read from; another one after it was reopened.
  private @Nullable RocksHandle known;

  private JournalTail tail = JournalTail.EMPTY;
  private volatile LowWaterMark lowWater = LowWaterMark.START;

  RocksJournal(
      StoreAccess access,
      StoreSettings settings,
      RetentionClock clock,
      Quota quota,
      ForgottenTraces forgotten) {
    this.access = access;
    this.forgotten = forgotten;
    this.clock = clock;
    this.quota = quota;
    this.ackAfter = settings.ackAfter();
    this.policy = BucketPolicy.of(settings);
    this.deadLetters = new DeadLetters(access);
    this.packer = new Packer(settings.repeatWindowBytes());
    this.records = new RecordWriter(packer);
  }

  @Override
  public synchronized long append(List<Chunk> chunks) {
    if (chunks.isEmpty()) {
      throw new IllegalArgumentException("nothing to append");
    }
    if (chunks.getFirst().kind() != ChunkKind.FORGET) {
      quota.requireRoom();
    }
    try (WriteUnit unit = access.beginWrite()) {
      recover(unit.handle());
      long first = tail.sequence() + 1;
      tail = write(unit, chunks);
      return first;
    }
  }

  /// Writes nothing more into a bucket, if it is still the newest.
  synchronized void seal(int bucket) {
    try (WriteUnit unit = access.beginWrite()) {
      recover(unit.handle());
      Bucket current = tail.bucket();
      if (current != null && current.number() == bucket && current.state() == State.OPEN) {
        Bucket sealed = current.sealed(clock.now());
        putBucket(unit, sealed);
        unit.commit();
        tail = new JournalTail(tail.sequence(), tail.chain(), sealed);
      }
    }
  }

  /// Tells that what lies below this mark is gone. Of the keeper's thread.
  void dropped(LowWaterMark mark) {
    lowWater = mark;
  }

  /// Runs while nothing is appended.
  synchronized void whileHeld(Runnable work) {
    work.run();
  }

  /// Reads again which traces are forgotten, after some no longer are.
  synchronized void reloadForgotten() {
    try (StoreSnapshot snapshot = access.snapshot()) {
      forgotten.load(snapshot);
    }
  }

  private void recover(RocksHandle handle) {
    if (known != handle) {
      tail = JournalTail.read(handle);
      try (StoreSnapshot snapshot = new StoreSnapshot(handle)) {
        lowWater = snapshot.lowWater();
        forgotten.load(snapshot);
      }
      forgetRecent();
      known = handle;
    }
  }

  private void forgetRecent() {
    recent.clear();
    partial.clear();
    packer.clear();
  }

  /// Writes all chunks; answers the new end of the log, which only counts once it is durable.
  private JournalTail write(WriteUnit unit, List<Chunk> chunks) {
    boolean done = false;
    forgetting.clear();
    try {
      JournalTail end = put(unit, openBucket(unit, chunks.getFirst()), chunks);
      if (ackAfter == AckAfter.FSYNC) {
        unit.commitSynced();
      } else {
        unit.commit();
      }
      done = true;
      forgotten.add(forgetting);
      return end;
    } finally {
      if (!done) {
        forgetRecent();
      }
    }
  }

  private Bucket openBucket(WriteUnit unit, Chunk first) {
    Bucket current = tail.bucket();
    boolean open = current != null && current.state() == State.OPEN;
    long now = clock.now();
    if (current != null && open && !policy.isFull(current, now)) {
      return current;
    }
    forgetRecent();
    if (current != null && open) {
      putBucket(unit, current.sealed(now));
    }
    int number = current == null ? lowWater.bucket() : current.number() + 1;
    return Bucket.opened(number, tail.sequence() + 1, first.arrivalUnixNanos(), now);
  }

  private JournalTail put(WriteUnit unit, Bucket opened, List<Chunk> chunks) {
    long sequence = tail.sequence();
    ChunkDigest link = tail.chain();
    Bucket bucket = opened;
    for (Chunk chunk : chunks) {
      sequence++;
      link = chain.next(link, chunk.digest());
      boolean gone = isForgotten(chunk);
      long stored = records.write(unit, sequence, chunk, bucket.number(), link, gone);
      bucket = bucket.with(chunk, stored, link);
      if (chunk.kind() == ChunkKind.FORGET) {
        forget(unit, sequence, Forget.traces(chunk.payload()));
      } else if (!gone) {
        index(unit, chunk, bucket.number());
      }
    }
    putBucket(unit, bucket);
    return new JournalTail(sequence, link, bucket);
  }

  private boolean isForgotten(Chunk chunk) {
    return chunk.kind().isOfTrace()
        && (forgetting.contains(chunk.traceId()) || forgotten.contains(chunk.traceId()));
  }

  /// From this record on nothing of these traces is stored; what is stored of them is to be erased.
  private void forget(WriteUnit unit, long sequence, List<TraceId> traces) {
    for (TraceId trace : traces) {
      unit.put(Family.DEFAULT, Keys.forgottenTrace(trace), Cursor.write(sequence));
      unit.put(Family.DEFAULT, Keys.erasedTrace(trace), ErasedRange.NONE.toBytes());
      packer.forget(trace);
      forgetting.add(trace);
    }
  }

  private void index(WriteUnit unit, Chunk chunk, int bucket) {
    if (recent.add(chunk.traceId())) {
      unit.put(Family.DIR, Keys.traceBucket(chunk.traceId(), bucket), NOTHING);
    }
    if (mayBePartial(chunk) && partial.add(chunk.traceId())) {
      unit.put(Family.DIR, Keys.partialTrace(chunk.traceId(), bucket), NOTHING);
    }
  }

  /// A trace that began before the newest dropped record came in may have lost its beginning, or
  /// may be the second delivery of one that is gone.
  private boolean mayBePartial(Chunk chunk) {
    long until = lowWater.droppedUntilUnixNanos();
    if (until == 0) {
      return false;
    }
    for (ChunkEntry entry : chunk.entries()) {
      if (entry.startUnixNanos() < until) {
        return true;
      }
    }
    return false;
  }

  private static void putBucket(WriteUnit unit, Bucket bucket) {
    unit.put(Family.DEFAULT, Keys.bucket(bucket.number()), BucketCodec.write(bucket));
  }

  @Override
  public void deadLetter(long sequence, String reason) {
    deadLetters.add(sequence, reason);
  }
}
