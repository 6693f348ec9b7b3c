package io.treeline.storage;

import io.treeline.model.TraceId;
import io.treeline.storage.codec.Keys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Look-ups in `dir`: in which buckets a trace or a session is found, oldest first. Buckets below
/// the low-water mark are left out, except where a method says all.
final class Directory {
  private Directory() {}

  static List<Integer> bucketsOfTrace(StoreSnapshot snapshot, TraceId traceId) {
    return kept(snapshot, allBucketsOfTrace(snapshot, traceId));
  }

  static List<Integer> allBucketsOfTrace(StoreSnapshot snapshot, TraceId traceId) {
    try (RowCursor rows = snapshot.lookUp(Family.DIR, Keys.traceBuckets(traceId))) {
      return buckets(rows);
    }
  }

  /// The same with a cursor over all traces' rows, for who asks for many.
  static List<Integer> bucketsOfTrace(StoreSnapshot snapshot, RowCursor rows, TraceId traceId) {
    byte[] prefix = Keys.traceBuckets(traceId);
    List<Integer> buckets = new ArrayList<>();
    for (rows.seek(prefix); rows.isValid() && startsWith(rows.key(), prefix); rows.next()) {
      buckets.add(Keys.lastBucket(rows.key()));
    }
    return kept(snapshot, buckets);
  }

  /// Whether older parts of a trace are gone.
  static boolean isPartial(StoreSnapshot snapshot, TraceId traceId) {
    try (RowCursor rows = snapshot.lookUp(Family.DIR, Keys.partialTraces(traceId))) {
      return !kept(snapshot, buckets(rows)).isEmpty();
    }
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  static List<Integer> bucketsOfSession(StoreSnapshot snapshot, String sessionId) {
    return kept(snapshot, allBucketsOfSession(snapshot, sessionId));
  }

  static List<Integer> allBucketsOfSession(StoreSnapshot snapshot, String sessionId) {
    try (RowCursor rows = snapshot.rows(Family.DIR, Keys.sessionBuckets(sessionId))) {
      return buckets(rows);
    }
  }

  /// Whether the trace or session of a `dir` key is found in other buckets, too.
  static boolean isElsewhere(StoreSnapshot snapshot, byte[] key) {
    byte[] prefix = Arrays.copyOf(key, key.length - Integer.BYTES);
    try (RowCursor rows = snapshot.rows(Family.DIR, prefix)) {
      return buckets(rows).stream().anyMatch(bucket -> bucket != Keys.lastBucket(key));
    }
  }

  private static List<Integer> kept(StoreSnapshot snapshot, List<Integer> buckets) {
    int first = snapshot.lowWater().bucket();
    return buckets.isEmpty() || buckets.getFirst() >= first
        ? buckets
        : buckets.stream().filter(bucket -> bucket >= first).toList();
  }

  private static List<Integer> buckets(RowCursor rows) {
    List<Integer> buckets = new ArrayList<>();
    for (; rows.isValid(); rows.next()) {
      buckets.add(Keys.lastBucket(rows.key()));
    }
    return buckets;
  }
}
