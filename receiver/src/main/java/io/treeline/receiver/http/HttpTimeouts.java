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

  private static final Duration DEFAULT_READ_HEADER = Duration.ofSeconds(10);

  /// The largest message at 0.2 MiB/s; who sends nothing at all has [#STALL].
  private static final Duration DEFAULT_READ = Duration.ofMinutes(5);

  private static final Duration DEFAULT_WRITE = Duration.ofSeconds(30);

  /// Twice the interval at which SDKs send metrics, so that they find their connection open.
  private static final Duration DEFAULT_IDLE = Duration.ofMinutes(2);

  /// The longest silence inside a body.
  static final Duration STALL = Duration.ofSeconds(30);

  /// How long a request waits for its verdict. Exporters give up after 10 s; the journal always
  /// answers, so this only bounds a fault.
  static final Duration VERDICT = Duration.ofSeconds(60);

  /// How long the rest of a refused body is read and thrown away, so that the sender gets to see
  /// the answer: a connection that is closed over unread bytes is reset.
  static final Duration LINGER = Duration.ofSeconds(15);

  long readHeaderNanos() {
    return nanos(readHeader, DEFAULT_READ_HEADER);
  }

  long readNanos() {
    return nanos(read, DEFAULT_READ);
  }

  long writeNanos() {
    return nanos(write, DEFAULT_WRITE);
  }

  long idleNanos() {
    return nanos(idle, DEFAULT_IDLE);
  }

  private static long nanos(Duration set, Duration byDefault) {
    return (set.isPositive() ? set : byDefault).toNanos();
  }
}
