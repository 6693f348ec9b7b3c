package io.treeline.receiver.admission;

/// A receiver cannot start; the message names the address and the reason.
public final class ReceiverException extends RuntimeException {
  public ReceiverException(String message, Throwable cause) {
    super(message, cause);
  }
}
