package io.treeline.model.ingest;

/// What a chunk holds. The code is stored and never reused.
public enum ChunkKind {
  /// Serialised `opentelemetry.proto.trace.v1.TracesData`.
  SPANS(1),
  /// Serialised `opentelemetry.proto.logs.v1.LogsData`.
  LOG_RECORDS(2);

  private final int code;

  ChunkKind(int code) {
    this.code = code;
  }

  public int code() {
    return code;
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
