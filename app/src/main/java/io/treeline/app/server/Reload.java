package io.treeline.app.server;

import io.treeline.app.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What a reload takes over while the process runs, and what it leaves to a restart.
final class Reload {
  private Reload() {}

  /// One line for the operator.
  ///
  /// @param running what the process started with
  static String summary(Config running, Config next) {
    List<String> left = new ArrayList<>();
    compare(left, "processors.agent_trees", running, next, Config::agentTrees);
    compare(left, "exporters.treeline", running, next, Config::store);
    compare(left, "extensions.health_check", running, next, Config::health);
    compare(left, "extensions.treeline_query", running, next, Config::query);
    compare(left, "extensions.zpages", running, next, config -> "" + config.zpages());
    compare(left, "the metrics port", running, next, config -> "" + config.telemetry().metricsAt());
    compare(
        left, "service.telemetry.resource", running, next, config -> config.telemetry().resource());
    return "treeline: configuration read again: log level, metric names, memory_limiter and"
        + " receivers are as it says"
        + (left.isEmpty() ? "" : "; needs a restart: " + String.join(", ", left));
  }

  private static void compare(
      List<String> left, String name, Config running, Config next, Function<Config, Object> part) {
    if (!part.apply(running).equals(part.apply(next))) {
      left.add(name);
    }
  }
}
