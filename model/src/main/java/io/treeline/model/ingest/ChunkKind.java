package io.treeline.model.ingest;

/// What a chunk holds. The code is stored and never reused.
public enum ChunkKind {
  /// Serialised `opentelemetry.proto.trace.v1.TracesData`.
  SPANS(1),
  /// Serialised `opentelemetry.proto.logs.v1.LogsData`, whose records belong to spans.
  LOG_RECORDS(2),
  /// The same, of records that belong to no span.
  UNJOINED_LOG_RECORDS(3),
  /// Serialised `opentelemetry.proto.metrics.v1.MetricsData`.
  METRICS(4),
  /// Ids of traces that somebody asked to delete; see [Forget].
  FORGET(5);

  private final int code;

  ChunkKind(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /// Whether a chunk is of the trace that its id names. Others are kept to be exported, nothing is
  /// made of them, and their id is that of their bytes: what is sent again has the same.
  public boolean isOfTrace() {
    return switch (this) {
      case SPANS, LOG_RECORDS -> true;
      case UNJOINED_LOG_RECORDS, METRICS, FORGET -> false;
    };
  }

  /// @throws IllegalArgumentException if no kind has that code
  public static ChunkKind ofCode(int code) {
    for (ChunkKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException("unknown chunk kind code " + code);
  }
}
