package io.treeline.storage;

import io.treeline.model.TraceId;
import io.treeline.storage.codec.Keys;
import java.util.ArrayList;
import java.util.List;

/// Look-ups in `dir`: in which buckets a trace or a session is found, oldest first.
final class Directory {
  private Directory() {}

  static List<Integer> bucketsOfTrace(StoreSnapshot snapshot, TraceId traceId) {
    try (RowCursor rows = snapshot.lookUp(Family.DIR, Keys.traceBuckets(traceId))) {
      return buckets(rows);
    }
  }

  static List<Integer> bucketsOfSession(StoreSnapshot snapshot, String sessionId) {
    try (RowCursor rows = snapshot.rows(Family.DIR, Keys.sessionBuckets(sessionId))) {
      return buckets(rows);
    }
  }

  private static List<Integer> buckets(RowCursor rows) {
    List<Integer> buckets = new ArrayList<>();
    for (; rows.isValid(); rows.next()) {
      buckets.add(Keys.lastBucket(rows.key()));
    }
    return buckets;
  }
}
