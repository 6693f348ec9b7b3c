package io.treeline.receiver.json;

import io.treeline.model.ingest.Refusal;
import java.io.IOException;

/// Something that makes its item unreadable, and no other.
final class ItemException extends IOException {
  private final transient Refusal refusal;

  ItemException(Refusal refusal) {
    super(refusal.message());
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
