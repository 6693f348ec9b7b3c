package io.treeline.receiver.scan;

/// Bytes that are not the protobuf wire format: what is wrong, where, and how deep in the messages
/// that are walked.
final class MalformedWireException extends Exception {
  private final String problem;
  private final int position;
  private final int depth;

  MalformedWireException(String problem, int position, int depth) {
    super(problem, null, false, false);
    this.problem = problem;
    this.position = position;
    this.depth = depth;
  }

  RefusedException of(Signal signal) {
    return RefusedException.malformed(
        "malformed protobuf at byte " + position + ", in " + signal.level(depth) + ": " + problem);
  }
}
