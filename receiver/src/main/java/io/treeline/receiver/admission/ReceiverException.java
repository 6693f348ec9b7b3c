package io.treeline.receiver.admission;

import java.io.IOException;

/// A receiver cannot start; the message names the address and the reason.
public final class ReceiverException extends RuntimeException {
  private ReceiverException(String message, Throwable cause) {
    super(message, cause);
  }

  /// A port in use, an address that is not ours, a name that does not resolve.
  public static ReceiverException cannotListen(
      String protocol, String host, int port, IOException cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new ReceiverException(
        "cannot listen on %s:%d for %s: %s".formatted(host, port, protocol, root.getMessage()),
        cause);
  }
}
