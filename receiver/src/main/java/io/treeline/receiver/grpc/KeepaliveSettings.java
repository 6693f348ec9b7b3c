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
}
