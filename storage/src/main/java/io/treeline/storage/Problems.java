package io.treeline.storage;

import io.treeline.model.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/// Collects what a check finds: all are counted, the first are told. Of one thread.
final class Problems {
  private final List<String> told = new ArrayList<>();
  private long count;

  void add(String problem) {
    count++;
    if (told.size() < CheckReport.MAX_PROBLEMS) {
      told.add(problem);
    }
  }

  /// Runs a part of the check, which ends where the disk does not answer.
  void within(Runnable part) {
    try {
      part.run();
    } catch (StoreException e) {
      add(String.valueOf(e.getMessage()));
    }
  }

  List<String> told() {
    return told;
  }

  long count() {
    return count;
  }
}
