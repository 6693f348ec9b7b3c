package io.treeline.model;

import java.util.List;

/// Why a run's numbers may say less than what happened, e.g. `MISSING_PARENT`.
///
/// `spanIds` holds the first few of the `count` spans concerned.
public record DataQualityNote(String code, int count, List<Long> spanIds) {
  public DataQualityNote {
    spanIds = List.copyOf(spanIds);
  }
}
