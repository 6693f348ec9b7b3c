package io.treeline.receiver.auth;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the senders of one port prove who they are. Never printed: it holds secrets.
public sealed interface AuthSettings {

  /// HTTP basic authentication against an htpasswd file, inline htpasswd text, or both.
  ///
  /// Source: opentelemetry-collector-contrib, extension/basicauthextension, `htpasswd`.
  record Basic(@Nullable Path file, String inline) implements AuthSettings {
    @Override
    public String toString() {
      return "basicauth";
    }
  }

  /// A token in a header: any of `tokens`, or any line of `file`, which may change.
  ///
  /// Source: opentelemetry-collector-contrib, extension/bearertokenauthextension.
  ///
  /// @param header the header's name, `Authorization` by default
  /// @param scheme what stands before the token, `Bearer` by default; empty: nothing
  record Bearer(String header, String scheme, List<String> tokens, @Nullable Path file)
      implements AuthSettings {
    public Bearer {
      tokens = List.copyOf(tokens);
    }

    @Override
    public String toString() {
      return "bearertokenauth";
    }
  }
}
