package io.treeline.storage;

import io.treeline.model.TraceId;
import io.treeline.storage.codec.Keys;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The traces that were deleted on request, so that nothing of them is stored or shown again.
///
/// While there are few they are in memory; only of more the store is asked. Changed by the journal,
/// read by any thread.
final class ForgottenTraces {
  static final int MAX_IN_MEMORY = 65_536;

  private final StoreAccess access;
  private final Set<TraceId> known = ConcurrentHashMap.newKeySet();

  /// Whether [#known] holds all there are.
  private volatile boolean complete;

  ForgottenTraces(StoreAccess access) {
    this.access = access;
  }

  /// Reads them anew. A reader beside the writing process never does, as it is not told of changes.
  void load(StoreSnapshot snapshot) {
    complete = false;
    known.clear();
    try (RowCursor rows = snapshot.rows(Family.DEFAULT, Keys.forgottenTraces())) {
      for (; rows.isValid() && known.size() < MAX_IN_MEMORY; rows.next()) {
        known.add(Keys.traceOfMark(rows.key()));
      }
      complete = !rows.isValid();
    }
  }

  void add(Collection<TraceId> traces) {
    for (TraceId trace : traces) {
      if (known.size() < MAX_IN_MEMORY) {
        known.add(trace);
      } else {
        complete = false;
      }
    }
  }

  boolean contains(TraceId trace) {
    if (known.contains(trace)) {
      return true;
    }
    if (complete) {
      return false;
    }
    try (StoreSnapshot snapshot = access.snapshot()) {
      return isForgotten(snapshot, trace);
    }
  }

  static boolean isForgotten(StoreSnapshot snapshot, TraceId trace) {
    return snapshot.get(Family.DEFAULT, Keys.forgottenTrace(trace)) != null;
  }
}
