package io.treeline.storage;

import io.treeline.storage.codec.Bucket;

/// When the oldest bucket has to go. Ages are of the retention clock and count from when the bucket
/// was sealed, so nothing goes before its time.
record RetentionPolicy(long maxAgeNanos, long maxFileBytes) {

  /// What compactions may take for a moment, and files that are no data.
  private static final long MAX_SLACK_BYTES = 256L << 20;

  private static final int SLACK_PARTS = 8;

  static RetentionPolicy of(StoreSettings settings) {
    long slack = Math.min(settings.maxBytes() / SLACK_PARTS, MAX_SLACK_BYTES);
    return new RetentionPolicy(
        settings.maxAge().toNanos(), settings.maxBytes() - settings.maxWalBytes() - slack);
  }

  boolean isTooOld(Bucket bucket, long nowUnixNanos) {
    return bucket.state() == Bucket.State.SEALED
        && nowUnixNanos - bucket.sealedUnixNanos() >= maxAgeNanos;
  }

  /// @param fileBytes what all data files take; the write-ahead log has its own limit
  boolean isTooMuch(long fileBytes) {
    return fileBytes > maxFileBytes;
  }
}
