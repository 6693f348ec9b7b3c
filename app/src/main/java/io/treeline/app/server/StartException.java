package io.treeline.app.server;

/// The server cannot start. The message is one clear line for the operator.
public final class StartException extends RuntimeException {

  public StartException(String message) {
    super(message);
  }
}
