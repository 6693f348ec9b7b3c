package io.treeline.app.config;

import io.treeline.receiver.auth.AuthSettings;
import io.treeline.receiver.net.ListenAddress;
import io.treeline.receiver.net.Pem;
import io.treeline.receiver.net.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What every server section of the Collector has: address, TLS, authentication, middlewares.
///
/// Source: opentelemetry-collector, config/confignet, configtls, configauth, configmiddleware.
final class ListenKeys {
  private static final Duration NEVER = Duration.ZERO;

  private static final Map<String, String> VERSIONS =
      Map.of(
          "1.0", TlsSettings.TLS_1_2,
          "1.1", TlsSettings.TLS_1_2,
          "1.2", TlsSettings.TLS_1_2,
          "1.3", TlsSettings.TLS_1_3);

  /// Go's names of the groups that Java has.
  private static final Map<String, String> CURVES =
      Map.of("X25519", "x25519", "P256", "secp256r1", "P384", "secp384r1", "P521", "secp521r1");

  private final Map<String, AuthSettings> authenticators;
  private final List<String> limiters;

  /// @param authenticators the extensions that prove senders, by id
  /// @param limiters the ids of `memory_limiter` extensions
  ListenKeys(Map<String, AuthSettings> authenticators, List<String> limiters) {
    this.authenticators = authenticators;
    this.limiters = limiters;
  }

  private enum TransportKind {
    TCP,
    TCP4,
    TCP6,
    UNIX
  }

  /// `endpoint`, `transport` and `dialer`.
  ListenAddress address(Section server, Endpoint otherwise) {
    server.ignore("a server dials no one", "dialer");
    TransportKind transport = server.choice("transport", TransportKind.TCP);
    if (transport == TransportKind.UNIX) {
      Path path = server.optionalPath("endpoint", "required");
      if (path == null) {
        server.problem("endpoint", "expected the path of a socket");
      }
      return new ListenAddress.Unix(path == null ? Path.of("") : path);
    }
    Endpoint endpoint = server.endpoint("endpoint", otherwise);
    return new ListenAddress.Tcp(endpoint.host(), endpoint.port());
  }

  /// `tls`; null when it is absent, has no value or is not enabled.
  @Nullable TlsSettings tls(Section server) {
    boolean isGiven = server.hasValue("tls");
    try (Section tls = server.section("tls")) {
      boolean isOn = tls.isOn(isGiven);
      Pem certificate = pem(tls, "cert", isOn);
      Pem key = pem(tls, "key", isOn);
      tls.inert(
          "ca_file", "ca_pem", "include_system_ca_certs_pool", "include_insecure_cipher_suites");
      tpm(tls);
      Path clientCa = tls.optionalPath("client_ca_file", "none: no client certificate is asked");
      boolean reloadClientCa = tls.flag("client_ca_file_reload", false);
      Duration reload = tls.duration("reload_interval", NEVER, "never");
      String min = version(tls, "min_version", "1.2");
      String max = version(tls, "max_version", "1.3");
      if (min.compareTo(max) > 0) {
        tls.problem("max_version", "is below min_version");
      }
      List<String> ciphers = tls.texts("cipher_suites");
      List<String> curves = curves(tls);
      if (!isOn) {
        return null;
      }
      if (certificate == null || key == null) {
        tls.problem(
            certificate == null ? "cert_file" : "key_file",
            "TLS must include both certificate and key for server connections");
        return null;
      }
      return new TlsSettings(
          certificate,
          key,
          clientCa == null ? null : new Pem.File(clientCa),
          reload,
          reloadClientCa,
          min,
          max,
          ciphers,
          curves);
    }
  }

  private static @Nullable Pem pem(Section tls, String what, boolean isOn) {
    Path file = tls.optionalPath(what + "_file", "none");
    String inline = tls.text(what + "_pem", "");
    if (isOn && file != null && !inline.isEmpty()) {
      tls.problem(what + "_pem", "give a file or PEM, not both");
    }
    if (file != null) {
      return new Pem.File(file);
    }
    return inline.isEmpty() ? null : new Pem.Inline(inline);
  }

  private static void tpm(Section tls) {
    try (Section tpm = tls.section("tpm")) {
      if (tpm.flag("enabled", false)) {
        tpm.unsupported("enabled", "keys in a TPM are not supported; give key_file");
      }
      tpm.inert("path", "owner_auth", "auth");
    }
  }

  private static String version(Section tls, String key, String otherwise) {
    String version = tls.text(key, otherwise);
    String known = VERSIONS.get(version);
    if (known == null) {
      tls.problem(key, "\"" + version + "\": expected 1.2 or 1.3");
      return TlsSettings.TLS_1_2;
    }
    if (version.equals("1.0") || version.equals("1.1")) {
      tls.note(key, "TLS " + version + " is never spoken; 1.2 is the lowest");
    }
    return known;
  }

  private static List<String> curves(Section tls) {
    List<String> curves = new ArrayList<>();
    for (String name : tls.texts("curve_preferences")) {
      String curve = CURVES.get(name);
      if (curve == null) {
        tls.problem("curve_preferences", "\"" + name + "\": expected X25519, P256, P384 or P521");
      } else {
        curves.add(curve);
      }
    }
    return curves;
  }

  /// `auth`; null when anyone may send.
  ///
  /// @param refused keys of this server's section that are not supported
  @Nullable AuthSettings auth(Section server, String... refused) {
    boolean isGiven = server.hasValue("auth");
    try (Section auth = server.section("auth")) {
      boolean isOn = auth.isOn(isGiven);
      for (String key : refused) {
        auth.refuse(key, "is not supported: credentials come in headers");
      }
      String id = auth.optionalText("authenticator", "none: anyone may send");
      if (!isOn) {
        return null;
      }
      AuthSettings settings = id == null ? null : authenticators.get(id.strip());
      if (settings == null) {
        auth.problem(
            "authenticator",
            id == null
                ? "name an extension, e.g. bearertokenauth"
                : "\"" + id + "\" is no authenticator under extensions and in service.extensions");
      }
      return settings;
    }
  }

  /// `middlewares`, of which only a memory limiter is known.
  void middlewares(Section server) {
    for (Section middleware : server.sections("middlewares")) {
      try (middleware) {
        String id = middleware.text("id", "");
        if (!limiters.contains(id.strip())) {
          middleware.unsupported(
              "id", "\"" + id + "\": only a memory_limiter extension in use can be a middleware");
        }
      }
    }
  }
}
