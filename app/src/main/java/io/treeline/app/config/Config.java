package io.treeline.app.config;

import io.treeline.processor.findings.FindingSettings;
import io.treeline.receiver.scan.LogsPolicy;
import io.treeline.storage.StoreSettings.AckAfter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything a user can set, with defaults filled in. `notes` are warnings to print at start.
public record Config(
    OtlpConfig otlp,
    AgentTreesConfig agentTrees,
    StoreConfig store,
    Endpoint health,
    Endpoint query,
    Endpoint metrics,
    List<String> notes) {
  public Config {
    notes = List.copyOf(notes);
  }

  /// `receivers.otlp.protocols`; a null endpoint means that protocol is off. Sizes are bytes.
  public record OtlpConfig(
      @Nullable Endpoint grpc,
      @Nullable Endpoint http,
      long grpcMaxMessageBytes,
      long httpMaxMessageBytes) {}

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
      Path directory, AckAfter ackAfter, Duration maxAge, long maxBytes, LogsPolicy logs) {}
}
