package io.treeline.receiver.scan;

import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.SpanBatch;

/// What a well-formed export request holds.
///
/// `batch` has what is to be stored, in one chunk per trace, and may be empty. Of the `received`
/// items `rejected` cannot be kept (`rejection` is a sentence for the sender, else empty); the rest
/// is accepted. Accepted but not stored are log records that belong to no span (`unjoined`) or that
/// the policy leaves out (`unselected`), and metric points unless the policy keeps them.
public record ScannedRequest(
    SpanBatch batch, int received, int rejected, int unjoined, int unselected, String rejection) {

  /// The same with the items that are in no body.
  ///
  /// @throws RefusedException if there are some, and nothing else was accepted
  public ScannedRequest with(DecodedRequest decoded, Signal signal) throws RefusedException {
    Refusal problem = decoded.problem();
    if (problem == null) {
      return this;
    }
    if (accepted() == 0) {
      throw new RefusedException(problem);
    }
    int all = received + decoded.leftOut();
    int refused = rejected + decoded.leftOut();
    String sentence = Tally.sentence(refused, all, signal, problem.message());
    return new ScannedRequest(batch, all, refused, unjoined, unselected, sentence);
  }

  /// What the answer OK speaks of.
  public int accepted() {
    return received - rejected;
  }
}
