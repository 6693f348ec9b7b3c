package io.treeline.receiver.grpc;

import java.time.Duration;

/// When the server ends, probes and polices connections; zero means gRPC's default.
///
/// Source: the Collector's `keepalive.server_parameters` and `.enforcement_policy`, whose defaults
/// are grpc-go's: no limit of idleness or age, a probe after 2 h that waits 20 s, client probes at
/// most every 5 min and only with open calls.
public record KeepaliveSettings(
    Duration maxConnectionIdle,
    Duration maxConnectionAge,
    Duration maxConnectionAgeGrace,
    Duration time,
    Duration timeout,
    Duration minTime,
    boolean permitWithoutStream) {

  public static final KeepaliveSettings DEFAULT =
      new KeepaliveSettings(
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          false);

  private static final Duration DEFAULT_TIME = Duration.ofHours(2);
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration DEFAULT_MIN_TIME = Duration.ofMinutes(5);

  /// As in grpc-go: a shorter interval is taken for this one.
  private static final Duration LEAST_TIME = Duration.ofSeconds(1);

  /// How long a client is silent before it is asked whether it is there.
  Duration probeInterval() {
    Duration set = orDefault(time, DEFAULT_TIME);
    return set.compareTo(LEAST_TIME) < 0 ? LEAST_TIME : set;
  }

  /// How long it may then go on being silent.
  Duration probeTimeout() {
    return orDefault(timeout, DEFAULT_TIMEOUT);
  }

  /// How often a client may ask whether we are there.
  Duration leastClientInterval() {
    return orDefault(minTime, DEFAULT_MIN_TIME);
  }

  private static Duration orDefault(Duration set, Duration otherwise) {
    return set.isPositive() ? set : otherwise;
  }
}
