package io.treeline.storage;

import io.treeline.model.store.StoreException;
import io.treeline.storage.codec.Bucket;
import io.treeline.storage.codec.Cursor;
import io.treeline.storage.codec.Keys;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps the store within its age and its bytes by dropping whole buckets, the oldest first.
///
/// A bucket that the views have not taken in is not dropped: then the quota is held by refusing new
/// data ([Quota]). Of the keeper's thread.
final class Retention {
  private static final Logger LOG = System.getLogger(Retention.class.getName());

  /// How often the retention clock is stored, so that a restart does not set it back by more.
  private static final long STORE_CLOCK_NANOS = Duration.ofMinutes(1).toNanos();

  private final StoreAccess access;
  private final RetentionPolicy policy;
  private final BucketPolicy buckets;
  private final RetentionClock clock;
  private final RocksJournal journal;
  private final BucketDrop drop;
  private final Quota quota;
  private long storedUnixNanos;
  private boolean behindTold;

  Retention(
      StoreAccess access,
      StoreSettings settings,
      RetentionClock clock,
      RocksJournal journal,
      BucketDrop drop,
      Quota quota) {
    this.access = access;
    this.policy = RetentionPolicy.of(settings);
    this.buckets = BucketPolicy.of(settings);
    this.clock = clock;
    this.journal = journal;
    this.drop = drop;
    this.quota = quota;
    this.storedUnixNanos = clock.now();
  }

  /// Drops what is due.
  ///
  /// @throws StoreException if the disk does not answer; the next pass goes on where this one broke
  ///   off
  void pass() {
    long now = clock.tick();
    tellWhenBehind();
    sealIdle(now);
    Bucket due = due(now);
    while (due != null) {
      drop.drop(due);
      due = due(now);
    }
    quota.check(access);
    storeClock(now);
  }

  private @Nullable Bucket due(long now) {
    try (StoreSnapshot snapshot = access.snapshot()) {
      List<Bucket> all = BucketRegistry.read(snapshot);
      if (all.isEmpty()) {
        return null;
      }
      Bucket oldest = all.getFirst();
      if (oldest.state() == Bucket.State.DROPPING) {
        return oldest;
      }
      boolean due =
          policy.isTooOld(oldest, now)
              || oldest.state() == Bucket.State.SEALED && policy.isTooMuch(snapshot.fileBytes());
      return due && isTakenIn(snapshot, oldest) ? oldest : null;
    }
  }

  private static boolean isTakenIn(StoreSnapshot snapshot, Bucket bucket) {
    byte[] cursor = snapshot.get(Family.DEFAULT, Keys.cursor());
    return cursor != null && Cursor.read(cursor) >= bucket.lastSequence();
  }

  /// The journal opens the next bucket when something comes; nothing may come for long.
  private void sealIdle(long now) {
    try (StoreSnapshot snapshot = access.snapshot()) {
      List<Bucket> all = BucketRegistry.read(snapshot);
      if (!all.isEmpty()
          && all.getLast().state() == Bucket.State.OPEN
          && buckets.isFull(all.getLast(), now)) {
        journal.seal(all.getLast().number());
      }
    }
  }

  private void storeClock(long now) {
    // While writes fail, this one finds out when they succeed again, whether data comes or not.
    if (now - storedUnixNanos < STORE_CLOCK_NANOS && !access.isFailing()) {
      return;
    }
    try (WriteUnit unit = access.beginWrite()) {
      unit.put(Family.DEFAULT, Keys.retentionClock(), Cursor.write(now));
      unit.commit();
    }
    storedUnixNanos = now;
  }

  private void tellWhenBehind() {
    boolean behind = clock.behindNanos() > policy.maxAgeNanos();
    if (behind && !behindTold) {
      LOG.log(
          Level.WARNING,
          "the clock is {0} ahead of what this store has seen; data is dropped by age at most {1}"
              + " times as fast as real time until that is made up. Is the clock right?",
          Duration.ofNanos(clock.behindNanos()),
          RetentionClock.CATCH_UP);
    }
    behindTold = behind;
  }
}
