package io.treeline.storage;

import io.treeline.model.TraceId;
import io.treeline.storage.codec.Keys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Look-ups in `dir`: in which buckets a trace or a session is found, oldest first.
final class Directory {
  private Directory() {}

  static List<Integer> bucketsOfTrace(StoreSnapshot snapshot, TraceId traceId) {
    try (RowCursor rows = snapshot.lookUp(Family.DIR, Keys.traceBuckets(traceId))) {
      return buckets(rows);
    }
  }

  /// The same with a cursor over all traces' rows, for who asks for many.
  static List<Integer> bucketsOfTrace(RowCursor rows, TraceId traceId) {
    byte[] prefix = Keys.traceBuckets(traceId);
    List<Integer> buckets = new ArrayList<>();
    for (rows.seek(prefix); rows.isValid() && startsWith(rows.key(), prefix); rows.next()) {
      buckets.add(Keys.lastBucket(rows.key()));
    }
    return buckets;
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
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
