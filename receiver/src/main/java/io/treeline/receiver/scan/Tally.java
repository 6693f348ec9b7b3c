package io.treeline.receiver.scan;

import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import org.jspecify.annotations.Nullable;

/// Counts what a walk sees.
final class Tally {
  int received;
  int rejected;
  int unjoined;
  int unselected;
  private @Nullable String firstProblem;

  /// Counts one more item.
  ///
  /// @throws RefusedException beyond [OtlpScanner#MAX_ITEMS]
  void receive() throws RefusedException {
    if (++received > OtlpScanner.MAX_ITEMS) {
      throw new RefusedException(
          Refusal.permanent(
              RefusalReason.TOO_MANY_ITEMS,
              "more than " + OtlpScanner.MAX_ITEMS + " items in one request"));
    }
  }

  void reject(String problem) {
    rejected++;
    if (firstProblem == null) {
      firstProblem = problem;
    }
  }

  /// Items that are not part of any chunk.
  int leftOut() {
    return rejected + unjoined + unselected;
  }

  /// One sentence for the sender, empty if nothing was rejected.
  String rejection(Signal signal) {
    return firstProblem == null ? "" : sentence(rejected, received, signal, firstProblem);
  }

  static String sentence(int rejected, int received, Signal signal, String problem) {
    return rejected + " of " + received + " " + signal.itemWords() + " refused: " + problem;
  }
}
