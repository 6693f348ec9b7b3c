package io.treeline.receiver.net;

import java.io.IOException;

/// A receiver cannot start; the message names the address and the reason.
public final class ReceiverException extends RuntimeException {
  private ReceiverException(String message, Throwable cause) {
    super(message, cause);
  }

  /// A port in use, an address that is not ours, a name that does not resolve.
  public static ReceiverException cannotListen(
      String protocol, ListenAddress address, IOException cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new ReceiverException(
        "cannot listen on %s for %s: %s".formatted(address, protocol, root.getMessage()), cause);
  }
}
