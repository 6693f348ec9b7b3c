package io.treeline.app.config;

import io.treeline.app.config.Components.Part;
import io.treeline.app.config.Config.HealthConfig;
import io.treeline.app.config.Config.HealthStyle;
import io.treeline.app.config.Config.MemoryLimiterConfig;
import io.treeline.receiver.auth.AuthSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `extensions`: the operator's ports, the reading port, authenticators.
final class ExtensionKeys {
  private static final String HOST = "127.0.0.1";

  private static final Endpoint HEALTH = new Endpoint(HOST, 13133);

  private final List<HealthConfig> health = new ArrayList<>();
  private @Nullable HealthConfig unusedHealth;
  private @Nullable Endpoint query;
  private @Nullable Endpoint zpages;
  private final Map<String, AuthSettings> authenticators = new HashMap<>();
  private final List<MemoryLimiterConfig> limiters = new ArrayList<>();

  private ExtensionKeys() {}

  static ExtensionKeys read(Parts parts) {
    ExtensionKeys keys = new ExtensionKeys();
    parts.each(Part.EXTENSIONS, keys::one);
    if (keys.query == null) {
      keys.query(parts.absent("extensions.treeline_query"));
    }
    if (keys.health.isEmpty() && keys.unusedHealth == null) {
      ComponentId id = new ComponentId("health_check", "");
      keys.health(id, parts.absent("extensions.health_check"), true);
    }
    return keys;
  }

  /// One at least: health is always served.
  List<HealthConfig> health() {
    return health.isEmpty() ? List.of(Objects.requireNonNull(unusedHealth)) : health;
  }

  Endpoint query() {
    return Objects.requireNonNull(query);
  }

  /// Null: not served.
  @Nullable Endpoint zpages() {
    return zpages;
  }

  /// The authenticators in use, by id.
  Map<String, AuthSettings> authenticators() {
    return authenticators;
  }

  /// The memory limiters in use.
  List<MemoryLimiterConfig> limiters() {
    return limiters;
  }

  private void one(ComponentId id, Section section, boolean isUsed) {
    switch (id.type().replace("_", "")) {
      case "healthcheck" -> health(id, section, isUsed);
      case "healthcheckv2" -> healthV2(id, section, isUsed);
      case "treelinequery" -> query(section);
      case "zpages" -> zpages(section, isUsed);
      case "basicauth" -> authenticator(id, basic(section), isUsed);
      case "bearertokenauth" -> authenticator(id, bearer(section), isUsed);
      default -> {
        MemoryLimiterConfig limiter = MemoryLimiterKeys.read(id, section);
        if (limiter != null && isUsed) {
          limiters.add(limiter);
        }
      }
    }
  }

  private void authenticator(ComponentId id, @Nullable AuthSettings settings, boolean isUsed) {
    if (settings != null && isUsed) {
      authenticators.put(id.toString(), settings);
    }
  }

  /// Source: opentelemetry-collector-contrib, extension/healthcheckextension.
  private void health(ComponentId id, Section section, boolean isUsed) {
    try (section) {
      HealthConfig read = healthOne(id, section);
      httpServer(section);
      becomeHealth(read, isUsed);
    }
  }

  private static HealthConfig healthOne(ComponentId id, Section section) {
    Endpoint endpoint = section.endpoint("endpoint", HEALTH);
    String path = pathOf(section, "path", "/");
    try (Section body = section.section("response_body");
        Section pipelines = section.section("check_collector_pipeline").withoutEffect()) {
      if (pipelines.flag("enabled", false)) {
        pipelines.note("enabled", "has no effect in Treeline, nor in the Collector any more");
      }
      pipelines.duration("interval", Duration.ofMinutes(5));
      pipelines.number("exporter_failure_threshold", 5, 1, Integer.MAX_VALUE);
      return new HealthConfig(
          id.toString(),
          endpoint,
          path,
          HealthStyle.SERVER_AVAILABLE,
          body.optionalText("healthy", "the Collector's"),
          body.optionalText("unhealthy", "the Collector's"));
    }
  }

  /// Source: opentelemetry-collector-contrib, extension/healthcheckv2extension.
  private void healthV2(ComponentId id, Section section, boolean isUsed) {
    try (section) {
      boolean isV2 = section.flag("use_v2", false);
      HealthConfig first = healthOne(id, section);
      httpServer(section);
      HealthConfig second;
      try (Section http = section.section("http");
          Section status = http.section("status");
          Section config = http.section("config")) {
        second =
            new HealthConfig(
                id.toString(),
                http.endpoint("endpoint", HEALTH),
                pathOf(status, "path", "/status"),
                HealthStyle.COMPONENT_STATUS,
                null,
                null);
        status.withoutEffect().flag("enabled", true);
        status.inert("enabled");
        if (config.withoutEffect().flag("enabled", false)) {
          config.unsupported(
              "enabled", "the configuration is not shown; see treeline print-config");
        }
        config.inert("enabled", "path");
        httpServer(http);
      }
      section.ignore("ask grpc.health.v1 on the OTLP/gRPC port", "grpc");
      section.ignore("there is one component that can fail, the store", "component_health");
      if (isV2 && !section.has("http") && !section.has("grpc")) {
        section.problem("use_v2", "name at least one protocol: http or grpc");
      }
      becomeHealth(isV2 ? second : first, isUsed);
    }
  }

  /// What is defined and not listed still says where, if nothing else does.
  private void becomeHealth(HealthConfig read, boolean isUsed) {
    if (isUsed) {
      health.add(read);
    } else {
      unusedHealth = read;
    }
  }

  private static String pathOf(Section section, String key, String otherwise) {
    String path = section.text(key, otherwise);
    if (!path.startsWith("/")) {
      section.problem(key, "must start with /");
    }
    return path;
  }

  private void query(Section section) {
    try (section) {
      Endpoint endpoint = section.endpoint("endpoint", new Endpoint(HOST, 7134));
      if (!endpoint.isLoopback()) {
        section.problem("endpoint", "the reading port must stay on loopback: it shows prompts");
      }
      if (query != null) {
        section.problem("endpoint", "there can be only one reading port");
      }
      query = endpoint;
    }
  }

  /// Source: opentelemetry-collector, extension/zpagesextension.
  private void zpages(Section section, boolean isUsed) {
    try (section;
        Section expvar = section.section("expvar").withoutEffect()) {
      Endpoint endpoint = section.endpoint("endpoint", new Endpoint(HOST, 55679));
      expvar.flag("enabled", false);
      httpServer(section);
      if (isUsed && zpages != null) {
        section.problem("endpoint", "there can be only one zpages");
      } else if (isUsed) {
        zpages = endpoint;
      }
    }
  }

  /// What an operator's port shares with every HTTP server of the Collector: what would protect it
  /// is refused, its limits are fixed.
  private static void httpServer(Section section) {
    section.refuse("tls", "this port speaks cleartext; keep it on loopback or behind a proxy");
    section.refuse("auth", "this port asks no one; keep it on loopback or behind a proxy");
    section.refuse("middlewares", "this port has none");
    String transport = section.text("transport", "tcp");
    if (!transport.startsWith("tcp")) {
      section.unsupported("transport", "this port listens on tcp only");
    }
    section.ignore(
        "this port has fixed limits and few readers",
        "cors",
        "response_headers",
        "max_request_body_size",
        "compression_algorithms",
        "include_metadata",
        "read_timeout",
        "read_header_timeout",
        "write_timeout",
        "idle_timeout",
        "keep_alives_enabled",
        "dialer");
  }

  /// Source: opentelemetry-collector-contrib, extension/basicauthextension.
  private static AuthSettings.@Nullable Basic basic(Section section) {
    try (section;
        Section htpasswd = section.section("htpasswd")) {
      Path file = htpasswd.optionalPath("file", "none");
      String inline = htpasswd.text("inline", "");
      if (section.hasValue("client_auth")) {
        // For exporters, of which there is none that could use it.
        section.inert("client_auth");
        return null;
      }
      section.inert("client_auth");
      if (file == null && inline.isEmpty()) {
        section.problem("htpasswd", "no credentials: give htpasswd.file or htpasswd.inline");
        return null;
      }
      return new AuthSettings.Basic(file, inline);
    }
  }

  /// Source: opentelemetry-collector-contrib, extension/bearertokenauthextension; of `token`,
  /// `tokens` and `filename` the file wins.
  private static AuthSettings.@Nullable Bearer bearer(Section section) {
    try (section) {
      String header = section.text("header", "Authorization");
      String scheme = section.text("scheme", "Bearer");
      String token = section.text("token", "");
      List<String> tokens = new ArrayList<>(section.texts("tokens"));
      Path file = section.optionalPath("filename", "none");
      if (!token.isEmpty() && !tokens.isEmpty()) {
        section.problem("tokens", "give token or tokens, not both");
      }
      if (!token.isEmpty()) {
        tokens.add(token);
      }
      if (tokens.isEmpty() && file == null || tokens.contains("")) {
        section.problem("token", "no bearer token: give token, tokens or filename");
        return null;
      }
      return new AuthSettings.Bearer(header, scheme, file == null ? tokens : List.of(), file);
    }
  }
}
