package io.treeline.app.config;

import io.treeline.app.config.Config.AgentTreesConfig;
import io.treeline.app.config.Config.OtlpConfig;
import io.treeline.app.config.Config.StoreConfig;
import io.treeline.receiver.scan.LogsPolicy;
import io.treeline.storage.StoreSettings.AckAfter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Binds a merged configuration to [Config]: each key is used, ignored with a warning, or refused.
public final class ConfigLoader {
  private static final String HOST = "127.0.0.1";
  private static final long MIB = 1_024 * 1_024;

  /// Default of `max_recv_msg_size_mib` and `max_request_body_size`.
  public static final long DEFAULT_MAX_MESSAGE_BYTES = 64 * MIB;

  private static final String NOT_YET = "is not supported; remove it or keep a Collector in front";

  /// Processors and extensions that only batch, limit or observe.
  private static final Set<String> HARMLESS_PROCESSORS = Set.of("batch", "memory_limiter");

  private static final Set<String> HARMLESS_EXPORTERS = Set.of("debug", "logging", "nop");

  private static final Set<String> HARMLESS_EXTENSIONS =
      Set.of("zpages", "pprof", "memory_limiter");

  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private ConfigLoader() {}

  /// Reads everything and validates it.
  ///
  /// @throws ConfigException with all problems found
  public static Config load(
      List<String> sources, List<String> assignments, Map<String, String> environment) {
    return new ConfigLoader().read(sources, assignments, environment);
  }

  private Config read(
      List<String> sources, List<String> assignments, Map<String, String> environment) {
    ConfigNode.MapNode merged = new ConfigSources(environment, notes).merged(sources, assignments);
    Config config;
    try (Section root = Section.root(merged, problems, notes)) {
      config = bind(root);
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return config;
  }

  private Config bind(Section root) {
    root.refuse("connectors", "connectors are not supported");
    OtlpConfig otlp = receivers(root);
    AgentTreesConfig trees = processors(root);
    StoreConfig store = exporters(root);
    ReadingPorts ports = extensions(root);
    Endpoint metrics = service(root);
    return new Config(otlp, trees, store, ports.health, ports.query, metrics, notes);
  }

  private OtlpConfig receivers(Section root) {
    OtlpConfig otlp = null;
    try (Section receivers = root.section("receivers")) {
      for (String id : receivers.keys()) {
        if (type(id).equals("otlp")) {
          otlp = otlp(receivers.section(id));
        } else {
          receivers.refuse(
              id, "only otlp is supported; keep a Collector in front and export OTLP here");
        }
      }
    }
    return otlp != null
        ? otlp
        : new OtlpConfig(
            new Endpoint(HOST, 4317),
            new Endpoint(HOST, 4318),
            DEFAULT_MAX_MESSAGE_BYTES,
            DEFAULT_MAX_MESSAGE_BYTES);
  }

  private OtlpConfig otlp(Section otlp) {
    try (otlp;
        Section protocols = otlp.section("protocols")) {
      boolean both = !protocols.has("grpc") && !protocols.has("http");
      if (both && otlp.has("protocols")) {
        protocols.problem("grpc", "name grpc, http or both");
      }
      Endpoint grpc = null;
      Endpoint http = null;
      long grpcMax = DEFAULT_MAX_MESSAGE_BYTES;
      long httpMax = DEFAULT_MAX_MESSAGE_BYTES;
      if (both || protocols.has("grpc")) {
        try (Section section = protocols.section("grpc")) {
          grpc = or(section.endpoint("endpoint"), new Endpoint(HOST, 4317));
          grpcMax = mebibytes(section, grpcMax);
          grpcOnly(section);
        }
      }
      if (both || protocols.has("http")) {
        try (Section section = protocols.section("http")) {
          http = or(section.endpoint("endpoint"), new Endpoint(HOST, 4318));
          httpMax = or(section.bytes("max_request_body_size"), httpMax);
          httpOnly(section);
        }
      }
      return new OtlpConfig(grpc, http, grpcMax, httpMax);
    }
  }

  private static long mebibytes(Section section, long otherwise) {
    Long mebibytes = section.wholeNumber("max_recv_msg_size_mib");
    if (mebibytes != null && (mebibytes < 0 || mebibytes > Integer.MAX_VALUE / MIB)) {
      section.problem("max_recv_msg_size_mib", "must be 0 to " + Integer.MAX_VALUE / MIB);
      return otherwise;
    }
    return mebibytes == null || mebibytes == 0 ? otherwise : mebibytes * MIB;
  }

  private static void grpcOnly(Section grpc) {
    String transport = grpc.text("transport");
    if (transport != null && !transport.equals("tcp")) {
      grpc.problem("transport", "only tcp is supported");
    }
    grpc.refuse("tls", NOT_YET);
    grpc.refuse("auth", NOT_YET);
    grpc.refuse("middlewares", NOT_YET);
    grpc.ignore(
        "max_concurrent_streams",
        "read_buffer_size",
        "write_buffer_size",
        "keepalive",
        "include_metadata");
  }

  private static void httpOnly(Section http) {
    http.refuse("tls", NOT_YET);
    http.refuse("auth", NOT_YET);
    http.refuse("middlewares", NOT_YET);
    http.refuse("traces_url_path", NOT_YET);
    http.refuse("logs_url_path", NOT_YET);
    http.refuse("metrics_url_path", NOT_YET);
    http.ignore(
        "transport",
        "cors",
        "include_metadata",
        "response_headers",
        "compression_algorithms",
        "read_timeout",
        "read_header_timeout",
        "write_timeout",
        "idle_timeout",
        "keep_alives_enabled");
  }

  private AgentTreesConfig processors(Section root) {
    AgentTreesConfig trees = null;
    try (Section processors = root.section("processors")) {
      for (String id : processors.keys()) {
        if (type(id).equals("agent_trees")) {
          trees = agentTrees(processors.section(id));
        } else if (HARMLESS_PROCESSORS.contains(type(id))) {
          processors.ignore(id);
        } else {
          processors.refuse(id, NOT_YET);
        }
      }
    }
    return trees != null ? trees : agentTrees(Section.root(emptyMap(), problems, notes));
  }

  private static AgentTreesConfig agentTrees(Section trees) {
    try (trees) {
      return new AgentTreesConfig(
          or(trees.duration("ended_after"), Duration.ofSeconds(5)),
          or(trees.duration("stalled_after"), Duration.ofSeconds(60)),
          or(trees.duration("abandoned_after"), Duration.ofMinutes(30)),
          trees.texts("dialects").stream().map(Path::of).toList(),
          trees.texts("prices").stream().map(Path::of).toList(),
          FindingsSection.bind(trees.section("findings")));
    }
  }

  private StoreConfig exporters(Section root) {
    StoreConfig store = null;
    try (Section exporters = root.section("exporters")) {
      for (String id : exporters.keys()) {
        if (HARMLESS_EXPORTERS.contains(type(id))) {
          exporters.ignore(id);
        } else if (!type(id).equals("treeline")) {
          exporters.refuse(id, "only treeline is supported; forwarding is not implemented");
        } else if (store != null) {
          exporters.refuse(id, "there can be only one treeline exporter");
        } else {
          store = store(exporters.section(id));
        }
      }
    }
    return store != null ? store : store(Section.root(emptyMap(), problems, notes));
  }

  private static StoreConfig store(Section store) {
    try (store;
        Section retention = store.section("retention")) {
      String metrics = store.text("metrics");
      if (metrics != null && !metrics.equals("drop")) {
        store.problem("metrics", "only drop is supported");
      }
      return new StoreConfig(
          Path.of(or(store.text("directory"), "./treeline-data")),
          or(store.choice("ack_after", AckAfter.class), AckAfter.FSYNC),
          or(retention.duration("max_age"), Duration.ofDays(7)),
          or(retention.bytes("max_bytes"), 10L << 30),
          or(store.choice("logs", LogsPolicy.class), LogsPolicy.GENAI));
    }
  }

  private record ReadingPorts(Endpoint health, Endpoint query) {}

  private static ReadingPorts extensions(Section root) {
    Endpoint health = new Endpoint(HOST, 13133);
    Endpoint query = new Endpoint(HOST, 7134);
    try (Section extensions = root.section("extensions")) {
      for (String id : extensions.keys()) {
        if (type(id).equals("health_check")) {
          health = endpointOf(extensions.section(id), health);
        } else if (type(id).equals("treeline_query")) {
          query = endpointOf(extensions.section(id), query);
          if (!isLoopback(query.host())) {
            extensions.problem(id, "the reading port must stay on loopback: it shows prompts");
          }
        } else if (HARMLESS_EXTENSIONS.contains(type(id))) {
          extensions.ignore(id);
        } else {
          extensions.refuse(id, NOT_YET);
        }
      }
    }
    return new ReadingPorts(health, query);
  }

  private static Endpoint endpointOf(Section section, Endpoint otherwise) {
    try (section) {
      return or(section.endpoint("endpoint"), otherwise);
    }
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  private static Endpoint service(Section root) {
    Endpoint metrics = new Endpoint(HOST, 8888);
    try (Section service = root.section("service")) {
      service.texts("extensions");
      try (Section telemetry = service.section("telemetry")) {
        telemetry.ignore("logs", "resource", "traces");
        try (Section section = telemetry.section("metrics")) {
          metrics = or(section.endpoint("address"), metrics);
          section.ignore("level", "readers");
        }
      }
      pipelines(root, service);
    }
    return metrics;
  }

  private static void pipelines(Section root, Section service) {
    try (Section pipelines = service.section("pipelines")) {
      for (String id : pipelines.keys()) {
        if (!Set.of("traces", "logs", "metrics").contains(type(id))) {
          pipelines.refuse(id, "a pipeline is traces, logs or metrics");
          continue;
        }
        try (Section pipeline = pipelines.section(id)) {
          for (String part : List.of("receivers", "processors", "exporters")) {
            references(root, pipeline, part);
          }
        }
      }
    }
  }

  private static void references(Section root, Section pipeline, String part) {
    Set<String> defined = root.section(part).keys();
    for (String id : pipeline.texts(part)) {
      if (!defined.contains(id)) {
        pipeline.problem(part, "\"" + id + "\" is not defined under " + part);
      }
    }
  }

  private static ConfigNode.MapNode emptyMap() {
    return ConfigNode.MapNode.empty("defaults");
  }

  private static String type(String id) {
    int slash = id.indexOf('/');
    return (slash < 0 ? id : id.substring(0, slash)).strip();
  }

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
