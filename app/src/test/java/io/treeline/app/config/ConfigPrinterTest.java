package io.treeline.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.app.config.ConfigLoader.Request;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigPrinterTest {
  @Test
  void print_mergedAndExpanded_isYamlThatReadsTheSame() {
    String printed =
        print(
            """
            receivers: {otlp: {protocols: {grpc: {endpoint: "${env:HOST}:1"}, http: }}}
            service: {extensions: [a, "b c"], telemetry: {x: [], y: {}, z: "true", n: 0123}}
            """,
            Map.of("HOST", "h"));

    assertThat(printed)
        .isEqualTo(
            """
            receivers:
              otlp:
                protocols:
                  grpc:
                    endpoint: "h:1"
                  http:
            service:
              extensions:
                - a
                - "b c"
              telemetry:
                x: []
                y: {}
                z: "true"
                n: 0123
            """);
    assertThat(print(printed, Map.of())).isEqualTo(printed);
  }

  @Test
  void print_secrets_areHiddenWhereverTheyAre() {
    String printed =
        print(
            """
            extensions:
              bearertokenauth: {token: S3CRET, tokens: [S3CRET], filename: shown}
              basicauth: {htpasswd: {file: shown, inline: "S3CRET"}}
              basicauth/client: {client_auth: {password: S3CRET}}
              other: {client_secret: S3CRET, api_key: "${env:KEY}", password_file: shown}
            receivers:
              otlp:
                protocols:
                  http: {response_headers: [{name: x, value: S3CRET}]}
                  grpc: {tls: {key_pem: S3CRET, key_file: shown}}
            """,
            Map.of("KEY", "S3CRET"));

    assertThat(printed).doesNotContain("S3CRET").contains("[REDACTED]");
    assertThat(printed.lines().filter(line -> line.contains("shown"))).hasSize(4);
  }

  private static String print(String yaml, Map<String, String> variables) {
    Map<String, String> environment = new java.util.HashMap<>(variables);
    environment.put("C", yaml);
    return ConfigPrinter.print(
        new Request(List.of("env:C"), List.of(), environment, false, false, false));
  }
}
