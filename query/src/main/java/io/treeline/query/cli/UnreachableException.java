package io.treeline.query.cli;

import java.io.IOException;

/// No server answers where one should.
final class UnreachableException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreachableException(String message, IOException cause) {
    super(message, cause);
  }
}
