package io.treeline.receiver.grpc;

import io.treeline.model.ingest.Refusal;

/// What came of a message that a client sent.
sealed interface InboundMessage {

  /// The message.
  record Body(byte[] bytes) implements InboundMessage {}

  /// Why it could not be read.
  record Unreadable(Refusal refusal) implements InboundMessage {}

  /// Nobody reads it: the call has had its message, is refused or has ended.
  record Unwanted() implements InboundMessage {}
}
