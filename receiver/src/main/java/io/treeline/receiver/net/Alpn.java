package io.treeline.receiver.net;

import java.util.List;

/// Which protocols a port offers in the TLS handshake (RFC 7301).
public enum Alpn {
  H2,
  H2_AND_HTTP1;

  /// Their names, the preferred one first.
  List<String> protocols() {
    return switch (this) {
      case H2 -> List.of("h2");
      case H2_AND_HTTP1 -> List.of("h2", "http/1.1");
    };
  }
}
