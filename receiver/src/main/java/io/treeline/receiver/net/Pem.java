package io.treeline.receiver.net;

import java.nio.file.Path;

/// PEM text, in a file or given inline. Never printed: it may be a key.
public sealed interface Pem {

  /// A file, which may change.
  record File(Path path) implements Pem {}

  /// The text itself.
  record Inline(String text) implements Pem {
    @Override
    public String toString() {
      return "inline PEM";
    }
  }
}
