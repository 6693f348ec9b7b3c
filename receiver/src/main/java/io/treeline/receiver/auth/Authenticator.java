package io.treeline.receiver.auth;

import io.treeline.model.ingest.Refusal;
import io.treeline.model.ingest.RefusalReason;
import io.treeline.receiver.net.ReceiverException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Decides who may send, from one header. Safe for any number of threads; may take as long as one
/// slow password hash, so not for event loops.
public sealed interface Authenticator permits BasicAuthenticator, BearerAuthenticator {

  /// The authenticator of one port.
  ///
  /// @param protocol for messages, such as `OTLP/gRPC`
  /// @throws ReceiverException if a file cannot be read or there is nobody who may send
  static Authenticator of(String protocol, AuthSettings settings) {
    try {
      return switch (settings) {
        case AuthSettings.Basic basic -> new BasicAuthenticator(Htpasswd.read(basic));
        case AuthSettings.Bearer bearer -> BearerAuthenticator.of(bearer, System::nanoTime);
      };
    } catch (IOException e) {
      throw ReceiverException.cannotUse(
          protocol, settings.toString(), String.valueOf(e.getMessage()), e);
    }
  }

  /// The name of the header, in lower case.
  String header();

  /// What a refused HTTP client is told in `WWW-Authenticate`; null: nothing.
  @Nullable String challenge();

  /// Null if that value of the header lets its sender in, else the refusal, whose message may be
  /// told to it.
  @Nullable Refusal check(@Nullable String value);

  /// The refusal of a request without credentials.
  default Refusal missing() {
    return Refusal.permanent(
        RefusalReason.UNAUTHENTICATED, "no credentials in the header " + header());
  }

  /// The refusal of a request with wrong credentials, which tells nothing of them.
  static Refusal wrong() {
    return Refusal.permanent(RefusalReason.UNAUTHENTICATED, "the credentials are not valid");
  }
}
