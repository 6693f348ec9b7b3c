package io.treeline.receiver.scan;

/// Which log records are stored; the others are answered OK and counted.
public enum LogsPolicy {
  /// Those that belong to a span and speak of GenAI, by event name or attribute key.
  GENAI,
  /// All. Those that belong to no span are only kept to be exported.
  ALL,
  /// None.
  NONE
}
