package io.treeline.processor.view;

import io.treeline.model.Claim;
import io.treeline.model.TraceId;
import io.treeline.model.store.ViewStore;
import io.treeline.processor.tree.Claims;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which traces show the same provider call, by what each of them claims.
///
/// The newest claims are in memory; the store is asked only about calls that began when a claim
/// that has left memory, or one of an earlier process, could still have been going on. Owned by the
/// core's thread.
final class ClaimIndex {
  /// Most claims in memory; the traces assembled longest ago leave first.
  static final int MAX_CLAIMS = 32_768;

  private final ViewStore store;
  private final int maxClaims;
  private final Map<Long, List<Claim>> byHash = new HashMap<>();
  private final LinkedHashMap<TraceId, List<Claim>> byTrace = new LinkedHashMap<>(16, 0.75f, true);
  private int size;

  /// No claim that is only in the store ends after this moment.
  private long storedUntilUnixNanos;

  ClaimIndex(ViewStore store, int maxClaims) {
    this.store = store;
    this.maxClaims = maxClaims;
  }

  /// Claims of calls that ended until then may be in the store alone.
  void storedUntil(long unixNanos) {
    storedUntilUnixNanos = Math.max(storedUntilUnixNanos, unixNanos);
  }

  /// Replaces what a trace claims, as of now.
  ///
  /// @return the other traces whose foreign claims change by it
  Set<TraceId> replace(TraceId traceId, List<Claim> claims, long nowUnixNanos) {
    List<Claim> before = byTrace.getOrDefault(traceId, List.of());
    if (before.equals(claims)) {
      return Set.of();
    }
    Set<TraceId> affected = new LinkedHashSet<>();
    changed(before, claims).forEach(claim -> affected.addAll(tracesOf(foreignOf(claim))));
    remove(traceId);
    if (!claims.isEmpty()) {
      add(traceId, claims);
    }
    changed(claims, before).forEach(claim -> affected.addAll(tracesOf(foreignOf(claim))));
    evict(nowUnixNanos);
    return affected;
  }

  /// Other traces' claims to the calls that a trace claims.
  List<Claim> foreignOf(TraceId traceId) {
    List<Claim> foreign = new ArrayList<>();
    for (Claim claim : byTrace.getOrDefault(traceId, List.of())) {
      foreign.addAll(foreignOf(claim));
    }
    return foreign;
  }

  private List<Claim> foreignOf(Claim claim) {
    List<Claim> foreign = new ArrayList<>(0);
    for (Claim other : byHash.getOrDefault(claim.responseHash(), List.of())) {
      if (Claims.isSameCall(claim, other)) {
        foreign.add(other);
      }
    }
    if (Long.compareUnsigned(claim.startUnixNanos(), storedUntilUnixNanos) <= 0) {
      for (Claim other : store.claims(claim.responseHash())) {
        if (!byTrace.containsKey(other.traceId()) && Claims.isSameCall(claim, other)) {
          foreign.add(other);
        }
      }
    }
    foreign.sort(Claims.ORDER);
    return foreign;
  }

  private static List<Claim> changed(List<Claim> of, List<Claim> against) {
    if (against.isEmpty()) {
      return of;
    }
    Set<Claim> same = new HashSet<>(against);
    return of.stream().filter(claim -> !same.contains(claim)).toList();
  }

  private static Collection<TraceId> tracesOf(List<Claim> claims) {
    return claims.stream().map(Claim::traceId).toList();
  }

  private void add(TraceId traceId, List<Claim> claims) {
    byTrace.put(traceId, claims);
    size += claims.size();
    for (Claim claim : claims) {
      byHash.computeIfAbsent(claim.responseHash(), h -> new ArrayList<>(1)).add(claim);
    }
  }

  private @Nullable List<Claim> remove(TraceId traceId) {
    List<Claim> claims = byTrace.remove(traceId);
    if (claims != null) {
      size -= claims.size();
      claims.forEach(claim ->
          byHash.computeIfPresent(
              claim.responseHash(),
              (hash, same) -> {
                same.remove(claim);
                return same.isEmpty() ? null : same;
              }));
    }
    return claims;
  }

  /// A clock ahead of ours must not send every later call to the store.
  private void evict(long nowUnixNanos) {
    while (size > maxClaims && byTrace.size() > 1) {
      List<Claim> left = remove(byTrace.firstEntry().getKey());
      if (left != null) {
        left.forEach(claim -> storedUntil(Math.min(claim.endUnixNanos(), nowUnixNanos)));
      }
    }
  }
}
