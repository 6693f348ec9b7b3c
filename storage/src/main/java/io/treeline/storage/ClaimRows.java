package io.treeline.storage;

import io.treeline.model.Claim;
import io.treeline.model.TraceId;
import io.treeline.model.TraceView;
import io.treeline.storage.codec.ClaimCodec;
import io.treeline.storage.codec.ClaimKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The rows of claims: what a trace claims, found by trace and by response, and what it knows of
/// others.
final class ClaimRows {
  private static final byte[] NOTHING = {};

  private ClaimRows() {}

  /// All rows of a view's claims.
  static Map<byte[], byte[]> of(TraceView view) {
    Map<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
    view.claims().forEach(claim -> put(rows, view.bucket(), claim));
    if (!view.foreign().isEmpty()) {
      rows.put(
          ClaimKeys.foreign(view.bucket(), view.traceId()), ClaimCodec.writeAll(view.foreign()));
    }
    return rows;
  }

  private static void put(Map<byte[], byte[]> rows, int bucket, Claim claim) {
    byte[] byResponse =
        ClaimKeys.byResponse(bucket, claim.responseHash(), claim.traceId(), claim.spanId());
    rows.put(ClaimKeys.claim(bucket, claim.traceId(), claim.spanId()), ClaimCodec.write(claim));
    rows.put(byResponse, NOTHING);
  }

  /// All rows that a trace's claims have in a bucket.
  static Map<byte[], byte[]> stored(StoreSnapshot snapshot, int bucket, TraceId traceId) {
    Map<byte[], byte[]> stored = new TreeMap<>(Arrays::compareUnsigned);
    try (RowCursor rows = snapshot.lookUp(Family.VIEW, ClaimKeys.claimsOf(bucket, traceId))) {
      for (; rows.isValid(); rows.next()) {
        put(stored, bucket, ClaimCodec.read(rows.value()));
      }
    }
    byte[] key = ClaimKeys.foreign(bucket, traceId);
    byte[] foreign = snapshot.get(Family.VIEW, key);
    if (foreign != null) {
      stored.put(key, foreign);
    }
    return stored;
  }

  /// The claims of any trace to a response.
  static List<Claim> byResponse(StoreSnapshot snapshot, long responseHash) {
    List<Claim> claims = new ArrayList<>();
    for (int bucket : MergedRows.buckets(snapshot)) {
      byte[] prefix = ClaimKeys.byResponse(bucket, responseHash);
      try (RowCursor rows = snapshot.rows(Family.VIEW, prefix)) {
        for (; rows.isValid(); rows.next()) {
          byte[] claim = snapshot.get(Family.VIEW, ClaimKeys.claimOf(rows.key()));
          if (claim != null) {
            claims.add(ClaimCodec.read(claim));
          }
        }
      }
    }
    return claims;
  }

  /// What a trace's stored runs take into account of other traces.
  static List<Claim> foreign(StoreSnapshot snapshot, TraceId traceId) {
    List<Claim> claims = new ArrayList<>();
    for (int bucket : Directory.bucketsOfTrace(snapshot, traceId)) {
      byte[] foreign = snapshot.get(Family.VIEW, ClaimKeys.foreign(bucket, traceId));
      if (foreign != null) {
        claims.addAll(ClaimCodec.readAll(foreign));
      }
    }
    return claims;
  }
}
