package io.treeline.processor.dialect;

/// Bytes that are no valid protobuf message. Cheap: thrown for hostile input, so no stack trace.
final class MalformedException extends RuntimeException {
  MalformedException(String message) {
    super(message, null, false, false);
  }
}
