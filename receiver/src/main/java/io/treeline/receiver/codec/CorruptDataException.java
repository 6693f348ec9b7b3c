package io.treeline.receiver.codec;

/// Bytes that are not of the format they are said to be of.
final class CorruptDataException extends Exception {
  private final String problem;

  CorruptDataException(String problem) {
    super(problem, null, false, false);
    this.problem = problem;
  }

  String problem() {
    return problem;
  }
}
