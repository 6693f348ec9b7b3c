package io.treeline.app.config;

import io.treeline.receiver.ReceiverSettings;
import io.treeline.receiver.auth.AuthSettings;
import io.treeline.receiver.codec.ContentCoding;
import io.treeline.receiver.grpc.GrpcSettings;
import io.treeline.receiver.grpc.KeepaliveSettings;
import io.treeline.receiver.http.CorsSettings;
import io.treeline.receiver.http.HttpSettings;
import io.treeline.receiver.http.HttpTimeouts;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.net.TlsSettings;
import io.treeline.receiver.scan.LogsPolicy;
import io.treeline.receiver.scan.Signal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `receivers.otlp`: every key of the Collector's receiver.
///
/// Source: opentelemetry-collector, receiver/otlpreceiver, config/configgrpc, config/confighttp.
final class OtlpKeys {
  private static final long MIB = 1_024 * 1_024;
  private static final Duration DEFAULT = Duration.ZERO;

  private final ListenKeys listen;
  private final LogsPolicy logs;

  OtlpKeys(ListenKeys listen, LogsPolicy logs) {
    this.listen = listen;
    this.logs = logs;
  }

  /// The settings, or null when there is nothing to listen on.
  @Nullable ReceiverSettings read(Section otlp) {
    try (otlp;
        Section protocols = otlp.section("protocols")) {
      boolean both = !otlp.has("protocols");
      boolean hasGrpc = both || protocols.has("grpc");
      boolean hasHttp = both || protocols.has("http");
      GrpcSettings grpc;
      HttpSettings http;
      try (Section section = protocols.section("grpc")) {
        grpc = grpc(section, hasGrpc);
      }
      try (Section section = protocols.section("http")) {
        http = http(section, hasHttp);
      }
      if (grpc == null && http == null) {
        protocols.problem("grpc", "name at least one protocol: grpc, http or both");
        return null;
      }
      return new ReceiverSettings(grpc, http, logs);
    }
  }

  private @Nullable GrpcSettings grpc(Section grpc, boolean isOn) {
    boolean isEnabled = grpc.flag("enabled", true);
    ListenAddress address =
        listen.address(grpc, new Endpoint("127.0.0.1", ReceiverSettings.GRPC_PORT));
    int maxMessageBytes = maxGrpcMessageBytes(grpc);
    long streams =
        grpc.number(
            "max_concurrent_streams", 0, 0, 0xFFFF_FFFFL, "" + GrpcSettings.MAX_CONCURRENT_STREAMS);
    KeepaliveSettings keepalive = keepalive(grpc);
    TlsSettings tls = listen.tls(grpc);
    AuthSettings auth = listen.auth(grpc);
    listen.middlewares(grpc);
    grpc.ignore("buffers are sized by Netty", "read_buffer_size", "write_buffer_size");
    includeMetadata(grpc);
    if (!isOn || !isEnabled) {
      return null;
    }
    return new GrpcSettings(
        address,
        maxMessageBytes,
        streams == 0
            ? GrpcSettings.MAX_CONCURRENT_STREAMS
            : (int) Math.min(streams, Integer.MAX_VALUE),
        keepalive,
        tls,
        auth);
  }

  private static int maxGrpcMessageBytes(Section grpc) {
    long mebibytes =
        grpc.number(
            "max_recv_msg_size_mib",
            0,
            0,
            Long.MAX_VALUE / MIB,
            ReceiverSettings.MAX_MESSAGE_BYTES / MIB + "");
    long bytes = mebibytes == 0 ? ReceiverSettings.MAX_MESSAGE_BYTES : mebibytes * MIB;
    return limited(grpc, "max_recv_msg_size_mib", bytes);
  }

  private static int limited(Section section, String key, long bytes) {
    if (bytes > Config.IN_FLIGHT_BYTES) {
      section.note(
          key,
          "is limited to "
              + Quantities.sizeWords(Config.IN_FLIGHT_BYTES)
              + ", what may be in memory at one time");
    }
    return (int) Math.min(bytes, Config.IN_FLIGHT_BYTES);
  }

  private static KeepaliveSettings keepalive(Section grpc) {
    try (Section keepalive = grpc.section("keepalive");
        Section server = keepalive.section("server_parameters");
        Section client = keepalive.section("enforcement_policy")) {
      boolean isOn = keepalive.flag("enabled", true);
      boolean hasServer = server.flag("enabled", true) && isOn;
      boolean hasClient = client.flag("enabled", true) && isOn;
      KeepaliveSettings settings =
          new KeepaliveSettings(
              server.duration("max_connection_idle", DEFAULT, "no limit"),
              server.duration("max_connection_age", DEFAULT, "no limit"),
              server.duration("max_connection_age_grace", DEFAULT, "no limit"),
              server.duration("time", DEFAULT, "2h"),
              server.duration("timeout", DEFAULT, "20s"),
              client.duration("min_time", DEFAULT, "5m"),
              client.flag("permit_without_stream", false));
      KeepaliveSettings none = KeepaliveSettings.DEFAULT;
      return new KeepaliveSettings(
          hasServer ? settings.maxConnectionIdle() : none.maxConnectionIdle(),
          hasServer ? settings.maxConnectionAge() : none.maxConnectionAge(),
          hasServer ? settings.maxConnectionAgeGrace() : none.maxConnectionAgeGrace(),
          hasServer ? settings.time() : none.time(),
          hasServer ? settings.timeout() : none.timeout(),
          hasClient ? settings.minTime() : none.minTime(),
          hasClient ? settings.permitWithoutStream() : none.permitWithoutStream());
    }
  }

  private @Nullable HttpSettings http(Section http, boolean isOn) {
    boolean isEnabled = http.flag("enabled", true);
    ListenAddress address =
        listen.address(http, new Endpoint("127.0.0.1", ReceiverSettings.HTTP_PORT));
    long maxBytes = http.bytes("max_request_body_size", ReceiverSettings.MAX_MESSAGE_BYTES);
    int maxMessageBytes =
        limited(
            http,
            "max_request_body_size",
            maxBytes <= 0 ? ReceiverSettings.MAX_MESSAGE_BYTES : maxBytes);
    Map<String, Signal> paths = paths(http);
    Set<ContentCoding> codings = codings(http);
    Map<String, String> headers = http.pairs("response_headers");
    HttpTimeouts timeouts = timeouts(http);
    boolean keepAlive = http.flag("keep_alives_enabled", true);
    CorsSettings cors = cors(http);
    TlsSettings tls = listen.tls(http);
    AuthSettings auth = listen.auth(http, "request_params");
    listen.middlewares(http);
    includeMetadata(http);
    if (!isOn || !isEnabled) {
      return null;
    }
    return new HttpSettings(
        address, maxMessageBytes, paths, codings, headers, keepAlive, timeouts, cors, tls, auth);
  }

  /// A signal's own path replaces its standard one.
  private static Map<String, Signal> paths(Section http) {
    Map<String, Signal> paths = new HashMap<>(HttpSettings.STANDARD_PATHS);
    path(http, "traces_url_path", "/v1/traces", Signal.TRACES, paths);
    path(http, "logs_url_path", "/v1/logs", Signal.LOGS, paths);
    path(http, "metrics_url_path", "/v1/metrics", Signal.METRICS, paths);
    return paths;
  }

  private static void path(
      Section http, String key, String standard, Signal signal, Map<String, Signal> paths) {
    String path = http.text(key, standard);
    if (path.startsWith(":") || path.contains("?") || path.contains("#") || path.contains(" ")) {
      http.problem(key, "expected the path of a URL");
      return;
    }
    String absolute = path.startsWith("/") ? path : "/" + path;
    if (absolute.equals(standard)) {
      return;
    }
    paths.remove(standard, signal);
    Signal other = paths.put(absolute, signal);
    if (other != null && other != signal) {
      http.problem(key, "another signal has the same path");
    }
  }

  private static Set<ContentCoding> codings(Section http) {
    List<String> names =
        http.optionalTexts("compression_algorithms", "every one, and none (an empty name)");
    if (names == null) {
      return EnumSet.allOf(ContentCoding.class);
    }
    // An empty list turns decompression off.
    Set<ContentCoding> codings = EnumSet.noneOf(ContentCoding.class);
    for (String name : names) {
      ContentCoding coding = ContentCoding.of(name);
      if (coding == null) {
        http.problem("compression_algorithms", "\"" + name + "\" is no known content coding");
      } else {
        codings.add(coding);
      }
    }
    return codings;
  }

  private static HttpTimeouts timeouts(Section http) {
    return new HttpTimeouts(
        http.timeout("read_header_timeout"),
        http.timeout("read_timeout"),
        http.timeout("write_timeout"),
        http.timeout("idle_timeout"));
  }

  private static @Nullable CorsSettings cors(Section http) {
    boolean isGiven = http.hasValue("cors");
    try (Section cors = http.section("cors")) {
      boolean isOn = cors.isOn(isGiven);
      List<String> origins = cors.texts("allowed_origins");
      List<String> headers = cors.texts("allowed_headers");
      List<String> exposed = cors.texts("exposed_headers");
      long maxAge = cors.number("max_age", 0, Integer.MIN_VALUE, Integer.MAX_VALUE, "not said");
      if (isOn && origins.isEmpty() && !headers.isEmpty()) {
        cors.note("allowed_headers", "has no effect without allowed_origins");
      }
      for (String origin : origins) {
        if (origin.indexOf('*') != origin.lastIndexOf('*')) {
          cors.problem("allowed_origins", "\"" + origin + "\" has more than one *");
        }
      }
      return isOn && !origins.isEmpty()
          ? new CorsSettings(origins, headers, exposed, Duration.ofSeconds(Math.max(0, maxAge)))
          : null;
    }
  }

  private static void includeMetadata(Section server) {
    if (server.withoutEffect().flag("include_metadata", false)) {
      server.note("include_metadata", "has no effect in Treeline: no component reads headers");
    }
    server.inert("include_metadata");
  }
}
