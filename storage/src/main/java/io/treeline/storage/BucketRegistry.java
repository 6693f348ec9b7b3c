package io.treeline.storage;

import io.treeline.storage.codec.Bucket;
import io.treeline.storage.codec.BucketCodec;
import io.treeline.storage.codec.Keys;
import java.util.ArrayList;
import java.util.List;

/// Reads the registry of buckets.
final class BucketRegistry {
  private BucketRegistry() {}

  /// All registered buckets, oldest first; those being dropped come first of all.
  static List<Bucket> read(StoreSnapshot snapshot) {
    List<Bucket> buckets = new ArrayList<>();
    try (RowCursor rows = snapshot.rows(Family.DEFAULT, Keys.buckets())) {
      for (; rows.isValid(); rows.next()) {
        buckets.add(BucketCodec.read(rows.key(), rows.value()));
      }
    }
    return buckets;
  }

  /// Those that readers see.
  static List<Bucket> kept(StoreSnapshot snapshot) {
    return read(snapshot).stream()
        .filter(bucket -> bucket.state() != Bucket.State.DROPPING)
        .toList();
  }
}
