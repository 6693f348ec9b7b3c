package io.treeline.storage;

import java.nio.charset.StandardCharsets;

/// The column families of a store. The set is fixed: a new one would break secondary readers.
enum Family {
  /// Header, bucket registry, cursors, counts.
  DEFAULT,
  /// Received chunks in order of arrival: the truth.
  LOG,
  /// Pieces shared by several spans; empty until chunks are stored by reference.
  CONTENT,
  /// What each chunk holds, by bucket and trace.
  TRACE,
  /// In which buckets a trace or a session is found.
  DIR,
  /// The steps of large traces, in pages.
  TREE,
  /// Runs, their index rows, session folds.
  VIEW,
  /// What could not be handled.
  DLQ;

  byte[] nameBytes() {
    return word().getBytes(StandardCharsets.US_ASCII);
  }

  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
