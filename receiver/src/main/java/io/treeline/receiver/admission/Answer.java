package io.treeline.receiver.admission;

/// Takes the verdict on one request back to its sender.
public interface Answer {

  /// Called exactly once, on the thread that brought the request or on the journal's; must not
  /// block.
  void answer(Verdict verdict);
}
