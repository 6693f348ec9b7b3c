package io.treeline.app.config;

import io.treeline.app.config.Components.Part;
import io.treeline.app.config.Config.AgentTreesConfig;
import io.treeline.app.config.Config.MemoryLimiterConfig;
import io.treeline.app.config.Config.StoreConfig;
import io.treeline.app.config.ConfigNode.MapNode;
import io.treeline.receiver.ReceiverSettings;
import io.treeline.receiver.scan.LogsPolicy;
import io.treeline.receiver.scan.MetricsPolicy;
import io.treeline.storage.StoreSettings.AckAfter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Binds a merged configuration to [Config]: each key is used, accepted without effect, or refused.
public final class ConfigLoader {
  private final List<MemoryLimiterConfig> limiters = new ArrayList<>();
  private final Map<String, ReceiverSettings> receivers = new LinkedHashMap<>();
  private @Nullable AgentTreesConfig trees;
  private @Nullable StoreConfig store;

  /// What to read.
  ///
  /// @param sources of `--config`, in order
  /// @param assignments of `--set`, in order
  /// @param ignoreUnsupported makes warnings of what is refused for being unsupported
  /// @param isWhole whether it must be a whole configuration, as the Collector asks of its files:
  ///   not empty, and with pipelines for the receivers that it defines
  /// @param freePorts whether a port that nobody named is any free one
  public record Request(
      List<String> sources,
      List<String> assignments,
      Map<String, String> environment,
      boolean ignoreUnsupported,
      boolean isWhole,
      boolean freePorts) {
    public Request {
      sources = List.copyOf(sources);
      assignments = List.copyOf(assignments);
      environment = Map.copyOf(environment);
    }
  }

  private ConfigLoader() {}

  /// Reads everything and validates it.
  ///
  /// @throws ConfigException with all problems found
  public static Config load(
      List<String> sources, List<String> assignments, Map<String, String> environment) {
    return load(new Request(sources, assignments, environment, false, false, false));
  }

  /// @throws ConfigException with all problems found
  public static Config load(Request request) {
    Report report = new Report(request.ignoreUnsupported(), request.freePorts());
    Config config = bound(request, report);
    ConfigReport result = report.result();
    if (!result.problems().isEmpty()) {
      throw new ConfigException(result.problems());
    }
    return config;
  }

  /// Reads everything and tells what becomes of each key.
  ///
  /// @throws ConfigException if it cannot be read at all
  public static ConfigReport check(Request request) {
    Report report = new Report(request.ignoreUnsupported(), request.freePorts());
    bound(request, report);
    return report.result();
  }

  /// Every key that the code reads for this request, set or not.
  static List<Report.KnownKey> knownKeys(Request request) {
    Report report = new Report(true, false);
    bound(request, report);
    return report.known();
  }

  private static Config bound(Request request, Report report) {
    MapNode tree =
        new ConfigSources(request.environment(), report.notes())
            .merged(request.sources(), request.assignments());
    try (Section root = Section.root(tree, report)) {
      if (request.isWhole() && root.keys().isEmpty()) {
        throw new ConfigException("the configuration is empty");
      }
      return new ConfigLoader().bind(root, request.isWhole(), report.notes());
    }
  }

  private Config bind(Section root, boolean isWhole, List<String> notes) {
    try (Section service = root.section("service")) {
      if (isWhole && root.has(Part.RECEIVERS.key()) && !service.has("pipelines")) {
        service.problem("pipelines", "there must be at least one pipeline");
      }
      Pipelines pipelines = Pipelines.read(root, service);
      Parts parts = new Parts(root, pipelines);
      TelemetryConfig telemetry = TelemetryKeys.read(service);
      ExtensionKeys extensions = ExtensionKeys.read(parts);
      limiters.addAll(extensions.limiters());
      parts.each(Part.CONNECTORS, (id, section, isUsed) -> section.close());
      parts.each(Part.PROCESSORS, this::processor);
      parts.each(Part.EXPORTERS, this::exporter);
      StoreConfig stored = store == null ? store(root.absent("exporters.treeline")) : store;
      OtlpKeys otlp = new OtlpKeys(listen(extensions), stored.logs(), stored.metrics());
      parts.each(Part.RECEIVERS, (id, section, isUsed) -> receiver(otlp, id, section, isUsed));
      if (!root.has(Part.RECEIVERS.key())) {
        receiver(otlp, new ComponentId("otlp", ""), root.absent("receivers.otlp"), true);
      }
      return new Config(
          receivers,
          trees == null ? agentTrees(root.absent("processors.agent_trees")) : trees,
          stored,
          extensions.health(),
          extensions.query(),
          telemetry,
          extensions.zpages(),
          strictest(),
          pipelines.pipelines(),
          pipelines.extensionIds(),
          notes);
    }
  }

  private static ListenKeys listen(ExtensionKeys extensions) {
    return new ListenKeys(
        extensions.authenticators(),
        extensions.limiters().stream().map(MemoryLimiterConfig::id).toList());
  }

  private void receiver(OtlpKeys otlp, ComponentId id, Section section, boolean isUsed) {
    ReceiverSettings settings = otlp.read(section);
    if (settings != null && isUsed) {
      receivers.put(id.toString(), settings);
    }
  }

  private void processor(ComponentId id, Section section, boolean isUsed) {
    if (id.type().equals("agent_trees")) {
      trees = agentTrees(section);
      return;
    }
    MemoryLimiterConfig limiter = MemoryLimiterKeys.read(id, section);
    if (limiter != null && isUsed) {
      limiters.add(limiter);
    }
  }

  private static AgentTreesConfig agentTrees(Section trees) {
    try (trees) {
      return new AgentTreesConfig(
          trees.duration("ended_after", Duration.ofSeconds(5)),
          trees.duration("stalled_after", Duration.ofSeconds(60)),
          trees.duration("abandoned_after", Duration.ofMinutes(30)),
          trees.paths("dialects"),
          trees.paths("prices"),
          FindingsKeys.read(trees.section("findings")));
    }
  }

  private void exporter(ComponentId id, Section section, boolean isUsed) {
    if (store != null) {
      section.problem("directory", "there can be only one treeline exporter");
    }
    store = store(section);
  }

  private static StoreConfig store(Section store) {
    try (store;
        Section retention = store.section("retention")) {
      return new StoreConfig(
          store.path("directory", "./treeline-data"),
          store.choice("ack_after", AckAfter.FSYNC),
          retention.duration("max_age", Duration.ofDays(7)),
          retention.bytes("max_bytes", 10L << 30),
          store.choice("logs", LogsPolicy.GENAI),
          store.choice("metrics", MetricsPolicy.DROP));
    }
  }

  /// Of several limiters the one that refuses first.
  private @Nullable MemoryLimiterConfig strictest() {
    MemoryLimiterConfig strictest = null;
    for (MemoryLimiterConfig limiter : limiters) {
      if (strictest == null || limiter.softBytes() < strictest.softBytes()) {
        strictest = limiter;
      }
    }
    return strictest;
  }
}
