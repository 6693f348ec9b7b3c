package io.treeline.storage;

import io.treeline.storage.codec.Bucket;
import java.time.Duration;

/// When the journal opens a new bucket: retention drops whole ones, so each is a small part of the
/// age and of the bytes that are kept. Ages are of the retention clock.
record BucketPolicy(long maxAgeNanos, long maxBytes) {
  private static final int AGE_PARTS = 48;
  private static final int BYTE_PARTS = 16;
  private static final Duration MIN_AGE = Duration.ofHours(1);

  static BucketPolicy of(StoreSettings settings) {
    Duration age = settings.maxAge().dividedBy(AGE_PARTS);
    Duration least = age.compareTo(MIN_AGE) < 0 ? MIN_AGE : age;
    return new BucketPolicy(least.toNanos(), Math.max(1, settings.maxBytes() / BYTE_PARTS));
  }

  boolean isFull(Bucket bucket, long nowUnixNanos) {
    return bucket.chunks() > 0
        && (bucket.bytes() >= maxBytes || nowUnixNanos - bucket.openedUnixNanos() >= maxAgeNanos);
  }
}
