package io.treeline.app.server;

import io.treeline.app.config.Config;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;

/// What a reload takes over while the process runs, and what it leaves to a restart.
final class Reload {
  private Reload() {}

  /// One line for the operator.
  ///
  /// @param running what the process started with
  /// @param receivers the ids of those that were started again or ended
  static String summary(Config running, Config next, List<String> receivers) {
    List<String> left = new ArrayList<>();
    compare(left, "processors.agent_trees", running, next, Config::agentTrees);
    compare(left, "exporters.treeline", running, next, Config::store);
    compare(left, "extensions.health_check", running, next, Config::health);
    compare(left, "extensions.treeline_query", running, next, Config::query);
    compare(left, "extensions.zpages", running, next, config -> "" + config.zpages());
    compare(left, "the metrics port", running, next, config -> "" + config.telemetry().metricsAt());
    compare(
        left, "service.telemetry.resource", running, next, config -> config.telemetry().resource());
    return "treeline has read its configuration again: log level, metric names and memory_limiter"
        + " as it says; receivers started again: "
        + words(receivers)
        + "; needs a restart: "
        + words(left);
  }

  private static String words(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", new LinkedHashSet<>(names));
  }

  private static void compare(
      List<String> left, String name, Config running, Config next, Function<Config, Object> part) {
    if (!part.apply(running).equals(part.apply(next))) {
      left.add(name);
    }
  }
}
