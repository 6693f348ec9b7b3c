package io.treeline.receiver.http;

import java.time.Duration;

/// How long a connection may take; zero means Treeline's default, which is bounded: a sender that
/// trickles must not hold memory for ever.
///
/// @param readHeader from the first byte of a request to the end of its headers
/// @param read from the first byte of a request to the end of its body
/// @param write to send an answer
/// @param idle between requests
public record HttpTimeouts(Duration readHeader, Duration read, Duration write, Duration idle) {
  public static final HttpTimeouts DEFAULT =
      new HttpTimeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
