package io.treeline.app.config;

import static io.treeline.app.config.Configs.load;
import static io.treeline.app.config.Configs.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.receiver.ReceiverSettings;
import io.treeline.receiver.auth.AuthSettings;
import io.treeline.receiver.codec.ContentCoding;
import io.treeline.receiver.grpc.GrpcSettings;
import io.treeline.receiver.grpc.KeepaliveSettings;
import io.treeline.receiver.http.CorsSettings;
import io.treeline.receiver.http.HttpSettings;
import io.treeline.receiver.http.HttpTimeouts;
import io.treeline.receiver.net.Pem;
import io.treeline.receiver.net.TlsSettings;
import io.treeline.receiver.scan.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every key of the Collector's `otlp` receiver.
class OtlpKeysTest {
  @Test
  void grpc_everyKey_isInTheSettings() {
    GrpcSettings grpc =
        grpc(
            """
            endpoint: "[::1]:5317"
            transport: tcp
            max_recv_msg_size_mib: 32
            max_concurrent_streams: 16
            keepalive:
              server_parameters:
                max_connection_idle: 11s
                max_connection_age: 12s
                max_connection_age_grace: 13s
                time: 30s
                timeout: 5s
              enforcement_policy: {min_time: 10s, permit_without_stream: true}
            tls:
              cert_file: server.crt
              key_pem: "a key"
              client_ca_file: ca.crt
              client_ca_file_reload: true
              reload_interval: 24h
              min_version: "1.3"
              cipher_suites: [TLS_AES_128_GCM_SHA256]
              curve_preferences: [X25519, P256]
            """);

    assertThat(grpc.address()).hasToString("[::1]:5317");
    assertThat(grpc.maxMessageBytes()).isEqualTo(32 << 20);
    assertThat(grpc.maxConcurrentStreams()).isEqualTo(16);
    assertThat(grpc.keepalive())
        .isEqualTo(
            new KeepaliveSettings(
                Duration.ofSeconds(11),
                Duration.ofSeconds(12),
                Duration.ofSeconds(13),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                true));
    assertThat(grpc.tls())
        .isEqualTo(
            new TlsSettings(
                new Pem.File(Path.of("server.crt")),
                new Pem.Inline("a key"),
                new Pem.File(Path.of("ca.crt")),
                Duration.ofHours(24),
                true,
                TlsSettings.TLS_1_3,
                TlsSettings.TLS_1_3,
                List.of("TLS_AES_128_GCM_SHA256"),
                List.of("x25519", "secp256r1")));
  }

  @Test
  void grpc_nothingSet_hasTheDefaults() {
    assertThat(grpc("")).isEqualTo(ReceiverSettings.defaults().grpc());
    assertThat(grpc("keepalive: {server_parameters: , enforcement_policy: }"))
        .isEqualTo(ReceiverSettings.defaults().grpc());
    assertThat(grpc("max_recv_msg_size_mib: 0\nmax_concurrent_streams: 0"))
        .isEqualTo(ReceiverSettings.defaults().grpc());
  }

  @Test
  void http_everyKey_isInTheSettings() {
    HttpSettings http =
        http(
            """
            endpoint: localhost:5318
            max_request_body_size: 1024
            traces_url_path: traces
            logs_url_path: /log/ingest
            read_timeout: 1s
            read_header_timeout: 2s
            write_timeout: 3s
            idle_timeout: 4s
            keep_alives_enabled: false
            response_headers: {X-One: "1", X-Two: two}
            compression_algorithms: ["", gzip, zstd]
            cors:
              allowed_origins: ["https://*.test.com"]
              allowed_headers: [X-Own]
              exposed_headers: [X-Seen]
              max_age: 7200
            """);

    assertThat(http.address()).hasToString("localhost:5318");
    assertThat(http.maxMessageBytes()).isEqualTo(1024);
    assertThat(http.paths())
        .containsEntry("/traces", Signal.TRACES)
        .containsEntry("/log/ingest", Signal.LOGS)
        .containsEntry("/v1/metrics", Signal.METRICS)
        .doesNotContainKeys("/v1/traces", "/v1/logs");
    assertThat(http.timeouts())
        .isEqualTo(
            new HttpTimeouts(
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4)));
    assertThat(http.keepAlive()).isFalse();
    assertThat(http.responseHeaders()).isEqualTo(Map.of("X-One", "1", "X-Two", "two"));
    assertThat(http.codings())
        .containsExactlyInAnyOrder(ContentCoding.IDENTITY, ContentCoding.GZIP, ContentCoding.ZSTD);
    assertThat(http.cors())
        .isEqualTo(
            new CorsSettings(
                List.of("https://*.test.com"),
                List.of("X-Own"),
                List.of("X-Seen"),
                Duration.ofHours(2)));
  }

  @Test
  void http_nothingSet_hasTheDefaults() {
    assertThat(http("")).isEqualTo(ReceiverSettings.defaults().http());
    assertThat(http("cors: \ntls: \nauth: \nmax_request_body_size: 0"))
        .isEqualTo(ReceiverSettings.defaults().http());
    assertThat(http("read_timeout: -1s\ncors: {allowed_headers: [x]}"))
        .isEqualTo(ReceiverSettings.defaults().http());
  }

  @Test
  void http_responseHeadersAsAList_areTheSame() {
    assertThat(http("response_headers: [{name: X-One, value: '1'}]").responseHeaders())
        .isEqualTo(Map.of("X-One", "1"));
    assertThat(
            problems(
                receiver("http", "response_headers: [{name: a, value: b}, {name: a, value: c}]")))
        .hasSize(1);
  }

  @Test
  void http_emptyListOfAlgorithms_turnsDecompressionOff() {
    assertThat(http("compression_algorithms: []").codings()).isEmpty();
  }

  @Test
  void protocols_oneNamed_leavesTheOtherOff() {
    ReceiverSettings otlp = otlp("receivers: {otlp: {protocols: {http: }}}");

    assertThat(otlp.grpc()).isNull();
    assertThat(otlp.http()).isEqualTo(ReceiverSettings.defaults().http());
  }

  @Test
  void protocols_notEnabled_areOff() {
    assertThat(otlp("receivers: {otlp: {protocols: {http: , grpc: {enabled: false}}}}").grpc())
        .isNull();
    assertThat(grpc("tls: {enabled: false, cert_file: a}").tls()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "protocols: ",
        "protocols: {}",
        "protocols: {thrift: {endpoint: '127.0.0.1:1'}, grpc: }",
        "protocols: {grpc: , htttp: }",
        "protocls: {grpc: }"
      })
  void protocols_noneOrUnknown_areRefused(String keys) {
    assertThat(problems("receivers: {otlp: {" + keys + "}}")).hasSize(1);
  }

  @Test
  void transport_unix_takesAPath() {
    assertThat(grpc("transport: unix\nendpoint: /tmp/grpc.sock").address())
        .hasToString("unix:/tmp/grpc.sock");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grpc | endpoint: localhost | needs host:port",
        "grpc | endpoint: localhost:http | port must be 0 to 65535",
        "grpc | endpoint: 1234 | expected text; quote it",
        "grpc | endpoint: '::1:4317' | an IPv6 address needs brackets",
        "grpc | transport: udp | expected one of tcp, tcp4, tcp6, unix",
        "grpc | transport: unix | expected the path of a socket",
        "grpc | max_recv_msg_size_mib: -1 | must be 0 to",
        "grpc | max_recv_msg_size_mib: '4' | expected a whole number",
        "grpc | max_recv_msg_size_mib: 4MiB | expected a whole number",
        "grpc | keepalive: {server_parameters: {time: soon}} | expected a duration",
        "grpc | keepalive: {server_parameters: {max_connection_agee: 1s}} | did you mean",
        "grpc | tls: {} | must include both certificate and key",
        "grpc | tls: {cert_file: a} | must include both certificate and key",
        "grpc | tls: {key_file: a} | must include both certificate and key",
        "grpc | tls: {cert_file: a, cert_pem: b, key_file: c} | not both",
        "grpc | tls: {cert_file: a, key_file: c, min_version: '1.4'} | expected 1.2 or 1.3",
        "grpc | tls: {cert_file: a, key_file: c, min_version: '1.3', max_version: '1.2'} | below",
        "grpc | tls: {cert_file: a, key_file: c, curve_preferences: [X]} | expected X25519",
        "grpc | tls: {cert_file: a, key_file: c, tpm: {enabled: true}} | TPM",
        "grpc | auth: {authenticator: nobody} | \"nobody\" is no authenticator",
        "grpc | middlewares: [{id: fancy}] | \"fancy\": only a memory_limiter",
        "http | max_request_body_size: lots | expected a size",
        "http | traces_url_path: ':invalid' | expected the path of a URL",
        "http | traces_url_path: v1/logs | another signal has the same path",
        "http | compression_algorithms: [brotli] | no known content coding",
        "http | cors: {allowed_origins: ['*.*.com']} | more than one *",
        "http | keep_alives_enabled: 'true' | expected true or false",
        "http | auth: {authenticator: nobody, request_params: [t]} | credentials come in headers",
      })
  void keys_badValues_areRefused(String protocol, String keys, String problem) {
    assertThat(problems(receiver(protocol, keys)))
        .isNotEmpty()
        .anyMatch(line -> line.contains("receivers.otlp.protocols." + protocol))
        .anyMatch(line -> line.contains(problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grpc | max_recv_msg_size_mib: 200 | is limited to 64MiB",
        "grpc | read_buffer_size: 524288 | has no effect",
        "grpc | include_metadata: true | has no effect",
        "grpc | tls: {cert_file: a, key_file: b, min_version: '1.0'} | never spoken",
        "http | cors: {allowed_headers: [x]} | has no effect without allowed_origins"
      })
  void keys_withLessEffectThanTheySay_areAWarning(String protocol, String keys, String note) {
    assertThat(load(receiver(protocol, keys)).notes()).singleElement().asString().contains(note);
  }

  @Test
  void auth_extensionsInUse_areResolved() {
    String extensions =
        """
        extensions:
          basicauth: {htpasswd: {file: users, inline: "a:b"}}
          bearertokenauth/token: {token: t}
          bearertokenauth/tokens: {tokens: [t, u], scheme: "", header: X-Token}
          bearertokenauth/file: {token: ignored, filename: f}
        """;

    assertThat(authOf(extensions, "basicauth"))
        .isEqualTo(new AuthSettings.Basic(Path.of("users"), "a:b"));
    assertThat(authOf(extensions, "bearertokenauth/token"))
        .isEqualTo(new AuthSettings.Bearer("Authorization", "Bearer", List.of("t"), null));
    assertThat(authOf(extensions, "bearertokenauth/tokens"))
        .isEqualTo(new AuthSettings.Bearer("X-Token", "", List.of("t", "u"), null));
    assertThat(authOf(extensions, "bearertokenauth/file"))
        .isEqualTo(new AuthSettings.Bearer("Authorization", "Bearer", List.of(), Path.of("f")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "basicauth: {}",
        "basicauth: {htpasswd: {}}",
        "bearertokenauth: {}",
        "bearertokenauth: {token: ''}",
        "bearertokenauth: {tokens: [a, '']}",
        "bearertokenauth: {token: a, tokens: [b]}"
      })
  void auth_withoutCredentials_isRefused(String extension) {
    assertThat(problems("extensions: {" + extension + "}")).hasSize(1);
  }

  @Test
  void auth_extensionThatIsNotInTheService_isRefused() {
    assertThat(
            problems(
                """
                extensions: {bearertokenauth: {token: t}}
                receivers: {otlp: {protocols: {grpc: {auth: {authenticator: bearertokenauth}}}}}
                exporters: {treeline: }
                service: {pipelines: {traces: {receivers: [otlp], exporters: [treeline]}}}
                """))
        .singleElement()
        .asString()
        .contains("\"bearertokenauth\" is no authenticator");
  }

  @Test
  void secrets_inMessages_areNever() {
    String yaml =
        receiver("grpc", "tls: {cert_pem: SECRET, key_file: x, key_pem: SECRET}")
            + "extensions: {bearertokenauth: {token: SECRET, tokens: [SECRET], nope: SECRET}}";

    assertThat(problems(yaml)).hasSize(3);
    assertThat(Configs.check(yaml).toString()).doesNotContain("SECRET");
  }

  private static AuthSettings authOf(String extensions, String id) {
    String auth = "auth: {authenticator: '" + id + "'}";
    ReceiverSettings otlp = otlp(extensions + receiver("http", auth));
    return Objects.requireNonNull(Objects.requireNonNull(otlp.http()).auth());
  }

  private static GrpcSettings grpc(String keys) {
    return Objects.requireNonNull(otlp(receiver("grpc", keys)).grpc());
  }

  private static HttpSettings http(String keys) {
    return Objects.requireNonNull(otlp(receiver("http", keys)).http());
  }

  private static ReceiverSettings otlp(String yaml) {
    return Objects.requireNonNull(load(yaml).receivers().get("otlp"));
  }

  private static String receiver(String protocol, String keys) {
    return "receivers:\n  otlp:\n    protocols:\n      "
        + protocol
        + ":\n"
        + keys.strip().indent(8);
  }
}
