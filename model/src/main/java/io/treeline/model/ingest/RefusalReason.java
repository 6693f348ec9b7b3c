package io.treeline.model.ingest;

import java.util.Locale;

/// Why a request or an item was not taken. The lower-case name is the `reason` label of
/// `treeline_refused_total`.
public enum RefusalReason {
  MALFORMED(Kind.BAD_INPUT),
  INVALID_ID(Kind.BAD_INPUT),
  TOO_DEEP(Kind.BAD_INPUT),
  TOO_MANY_ITEMS(Kind.BAD_INPUT),
  UNSUPPORTED_ENCODING(Kind.BAD_INPUT),
  UNAUTHENTICATED(Kind.UNAUTHENTICATED),
  TOO_LARGE(Kind.TOO_LARGE),
  BYTES_IN_FLIGHT(Kind.OVERLOAD),
  RING_FULL(Kind.OVERLOAD),
  VIEWS_BEHIND(Kind.OVERLOAD),
  /// A configured `memory_limiter` is above its soft limit.
  MEMORY_LIMIT(Kind.OVERLOAD),
  TOO_SLOW(Kind.OVERLOAD),
  /// Reads of large traces take all the memory there is for reading.
  READS_BUSY(Kind.OVERLOAD),
  SHUTTING_DOWN(Kind.OVERLOAD),
  STORE_FAILED(Kind.FAULT),
  DISK_FULL(Kind.FAULT),
  INTERNAL(Kind.FAULT);

  /// Which answer a refusal gets: permanent for the sender's fault, retryable for ours.
  public enum Kind {
    BAD_INPUT,
    UNAUTHENTICATED,
    TOO_LARGE,
    OVERLOAD,
    FAULT
  }

  private final Kind kind;

  RefusalReason(Kind kind) {
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
