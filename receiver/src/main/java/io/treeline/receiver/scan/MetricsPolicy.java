package io.treeline.receiver.scan;

/// What becomes of metrics; either way they are answered OK and their points counted.
public enum MetricsPolicy {
  /// They are not stored.
  DROP,
  /// They are stored as they came, to be exported; nothing is made of them.
  KEEP
}
