package io.treeline.app.config;

import io.treeline.processor.findings.FindingSettings;
import io.treeline.receiver.ReceiverSettings;
import io.treeline.receiver.scan.LogsPolicy;
import io.treeline.receiver.scan.MetricsPolicy;
import io.treeline.storage.StoreSettings.AckAfter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything a user can set, with defaults filled in. `notes` are warnings to print at start.
///
/// @param receivers the OTLP receivers in use by their ids
/// @param health one at least; the first is the one that others are told of
/// @param zpages null: not served
/// @param memoryLimiter null: only the bytes in flight are limited
/// @param pipelines what flows where, for people to look at
public record Config(
    Map<String, ReceiverSettings> receivers,
    AgentTreesConfig agentTrees,
    StoreConfig store,
    List<HealthConfig> health,
    Endpoint query,
    TelemetryConfig telemetry,
    @Nullable Endpoint zpages,
    @Nullable MemoryLimiterConfig memoryLimiter,
    List<PipelineConfig> pipelines,
    List<String> extensions,
    List<String> notes) {

  /// Bytes between socket and disk; the launcher's heap is sized for twice this.
  public static final long IN_FLIGHT_BYTES = 64L << 20;

  public Config {
    receivers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(receivers));
    health = List.copyOf(health);
    pipelines = List.copyOf(pipelines);
    extensions = List.copyOf(extensions);
    notes = List.copyOf(notes);
  }

  /// The same with more warnings.
  public Config withNotes(List<String> others) {
    List<String> more = new ArrayList<>(notes);
    more.addAll(others);
    return new Config(
        receivers,
        agentTrees,
        store,
        health,
        query,
        telemetry,
        zpages,
        memoryLimiter,
        pipelines,
        extensions,
        more);
  }

  /// `processors.agent_trees`.
  public record AgentTreesConfig(
      Duration endedAfter,
      Duration stalledAfter,
      Duration abandonedAfter,
      List<Path> dialects,
      List<Path> prices,
      FindingSettings findings) {
    public AgentTreesConfig {
      prices = List.copyOf(prices);
      dialects = List.copyOf(dialects);
    }
  }

  /// `exporters.treeline`. Sizes are bytes.
  public record StoreConfig(
      Path directory,
      AckAfter ackAfter,
      Duration maxAge,
      long maxBytes,
      LogsPolicy logs,
      MetricsPolicy metrics) {}

  /// `extensions.health_check` or `healthcheckv2`.
  ///
  /// @param id as configured
  /// @param path where readiness is also answered, besides Treeline's own paths
  /// @param style whose answers are given there
  /// @param healthyBody null: the default body; so for `unhealthyBody`
  public record HealthConfig(
      String id,
      Endpoint endpoint,
      String path,
      HealthStyle style,
      @Nullable String healthyBody,
      @Nullable String unhealthyBody) {

    /// How the port is called in messages.
    public String what() {
      return id.equals("health_check") ? "health" : "health of " + id;
    }
  }

  /// Whose body the health port answers with.
  public enum HealthStyle {
    /// The Collector's `health_check`: `{"status":"Server available",...}`.
    SERVER_AVAILABLE,
    /// The Collector's `healthcheckv2`: `{"healthy":true,"status":"StatusOK",...}`.
    COMPONENT_STATUS
  }

  /// `memory_limiter`. Limits in bytes; `soft` is where refusing begins.
  ///
  /// @param id as configured, the label of its metrics
  public record MemoryLimiterConfig(
      String id,
      Duration checkInterval,
      long softBytes,
      long hardBytes,
      GcIntervals whenSoft,
      GcIntervals whenHard) {}

  /// How often a collection may be asked for: at least `min` apart, and up to `max` when it does
  /// not help; `max` zero means always `min`.
  public record GcIntervals(Duration min, Duration max) {}

  /// One entry of `service.pipelines`.
  public record PipelineConfig(
      String id, List<String> receivers, List<String> processors, List<String> exporters) {
    public PipelineConfig {
      receivers = List.copyOf(receivers);
      processors = List.copyOf(processors);
      exporters = List.copyOf(exporters);
    }
  }
}
