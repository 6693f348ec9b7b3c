package io.treeline.processor.wire;

/// Bytes that are no valid protobuf message. Cheap: thrown for hostile input, so no stack trace.
public final class MalformedException extends RuntimeException {
  MalformedException(String message) {
    super(message, null, false, false);
  }
}
