package io.treeline.model.store;

import io.treeline.model.ingest.RefusalReason;

/// The store cannot do what was asked. The message is fit for an operator: it names the directory
/// and what to do, never data.
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RefusalReason reason;

  public StoreException(RefusalReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public StoreException(RefusalReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public RefusalReason reason() {
    return reason;
  }
}
