package io.treeline.receiver.scan;

import io.treeline.model.ingest.SpanBatch;

/// What a well-formed export request holds.
///
/// `batch` has what is to be stored, in one chunk per trace, and may be empty. Of the `received`
/// items `rejected` have invalid ids (`rejection` is a sentence for the sender, else empty); the
/// rest is accepted. Accepted but not stored are log records that belong to no span (`unjoined`) or
/// that the policy leaves out (`unselected`), and metric points unless the policy keeps them.
public record ScannedRequest(
    SpanBatch batch, int received, int rejected, int unjoined, int unselected, String rejection) {

  /// What the answer OK speaks of.
  public int accepted() {
    return received - rejected;
  }
}
