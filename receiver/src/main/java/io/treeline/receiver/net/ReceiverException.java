package io.treeline.receiver.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A receiver cannot start; the message names the port or the file and the reason.
public final class ReceiverException extends RuntimeException {
  private ReceiverException(String message, @Nullable Throwable cause) {
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

  /// A setting of that port that cannot be followed; `problem` holds no secret.
  public static ReceiverException cannotUse(
      String protocol, String what, String problem, @Nullable Throwable cause) {
    return new ReceiverException(
        "cannot use %s of %s: %s".formatted(what, protocol, problem), cause);
  }
}
