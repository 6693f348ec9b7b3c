package io.treeline.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.processor.findings.FindingSettings;
import io.treeline.processor.findings.Rule;
import io.treeline.processor.findings.Threshold;
import io.treeline.storage.StoreSettings.AckAfter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  private static final String SAMPLE =
      """
      receivers:  {otlp: {protocols: {grpc: {}, http: {}}}}
      processors: {agent_trees: {}}
      exporters:
        treeline:
          directory: ./somewhere
          ack_after: write
          retention: {max_age: 24h, max_bytes: 1GiB}
      extensions: {health_check: {}, treeline_query: {endpoint: 127.0.0.1:7134}}
      service:
        extensions: [health_check, treeline_query]
        pipelines:
          traces: {receivers: [otlp], processors: [agent_trees], exporters: [treeline]}
      """;

  @TempDir Path directory;

  @Test
  void load_nothingGiven_usesTheDocumentedDefaults() {
    Config config = ConfigLoader.load(List.of(), List.of(), Map.of());

    assertThat(config.otlp().grpc()).hasToString("127.0.0.1:4317");
    assertThat(config.otlp().http()).hasToString("127.0.0.1:4318");
    assertThat(config.query()).hasToString("127.0.0.1:7134");
    assertThat(config.health()).hasToString("127.0.0.1:13133");
    assertThat(config.metrics()).hasToString("127.0.0.1:8888");
    assertThat(config.store().directory()).isEqualTo(Path.of("./treeline-data"));
    assertThat(config.store().ackAfter()).isEqualTo(AckAfter.FSYNC);
    assertThat(config.store().maxAge()).isEqualTo(Duration.ofDays(7));
    assertThat(config.store().maxBytes()).isEqualTo(10L << 30);
    assertThat(config.notes()).isEmpty();
  }

  @Test
  void load_findings_bindsThresholds_andRefusesWhatNoRuleKnows() throws IOException {
    Config config =
        load(
            "processors: {agent_trees: {findings: "
                + "{many_llm_calls: 200, run_cost_usd: 1.5, disable: [IDLE_GAP]}}}");

    assertThat(config.agentTrees().findings())
        .isEqualTo(
            new FindingSettings(
                Map.of(Threshold.MANY_LLM_CALLS, 200.0, Threshold.RUN_COST_USD, 1.5),
                Set.of(Rule.IDLE_GAP)));
    assertThatThrownBy(() ->
            load(
                "processors: {agent_trees: {findings: "
                    + "{many_calls: 1, pingpongs: -1, disable: [NO_SUCH]}}}"))
        .hasMessageContaining("many_calls")
        .hasMessageContaining("pingpongs")
        .hasMessageContaining("no rule is called NO_SUCH");
  }

  @Test
  void load_sampleOfTheDocumentation_bindsEveryKey() throws IOException {
    Config config = load(SAMPLE);

    assertThat(config.store().directory()).isEqualTo(Path.of("./somewhere"));
    assertThat(config.store().ackAfter()).isEqualTo(AckAfter.WRITE);
    assertThat(config.store().maxAge()).isEqualTo(Duration.ofDays(1));
    assertThat(config.store().maxBytes()).isEqualTo(1L << 30);
    assertThat(config.notes()).isEmpty();
  }

  @Test
  void load_onlyGrpcNamed_leavesHttpOff() throws IOException {
    Config config = load("receivers: {otlp: {protocols: {grpc: {endpoint: '0.0.0.0:5317'}}}}");

    assertThat(config.otlp().grpc()).hasToString("0.0.0.0:5317");
    assertThat(config.otlp().http()).isNull();
  }

  @Test
  void load_unknownKeys_namesEachWithItsLineAndTheNearestKnownOne() {
    String yaml =
        """
        exporters:
          treeline:
            directry: /tmp/x
        reciever: {}
        """;

    assertThatThrownBy(() -> load(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("config.yaml:3: exporters.treeline.directry: unknown key")
        .hasMessageContaining("did you mean directory?")
        .hasMessageContaining("config.yaml:4: reciever: unknown key");
  }

  @Test
  void load_wrongValues_areAllReportedWithTheirLines() {
    String yaml =
        """
        exporters:
          treeline:
            ack_after: sometimes
            retention: {max_bytes: plenty}
        processors: {agent_trees: {ended_after: soon}}
        """;

    assertThatThrownBy(() -> load(yaml))
        .hasMessageContaining("config.yaml:3: exporters.treeline.ack_after: \"sometimes\"")
        .hasMessageContaining("config.yaml:4: exporters.treeline.retention.max_bytes")
        .hasMessageContaining("config.yaml:5: processors.agent_trees.ended_after");
  }

  @Test
  void load_componentsThatProtectData_areRefusedNotIgnored() {
    String yaml =
        """
        receivers: {otlp: {protocols: {grpc: {tls: {cert_file: a}, auth: {authenticator: b}}}}}
        processors: {redaction: {}, batch: {}}
        exporters: {otlp: {endpoint: 'backend:4317'}}
        """;

    assertThatThrownBy(() -> load(yaml))
        .hasMessageContaining("receivers.otlp.protocols.grpc.tls")
        .hasMessageContaining("receivers.otlp.protocols.grpc.auth")
        .hasMessageContaining("processors.redaction")
        .hasMessageContaining("exporters.otlp")
        .message()
        .doesNotContain("processors.batch");
  }

  @Test
  void load_componentsWithoutEffect_areAcceptedWithOneNoteEach() throws IOException {
    Config config = load("processors: {batch: {timeout: 1s}, memory_limiter: }");

    assertThat(config.notes())
        .hasSize(2)
        .anyMatch(note -> note.contains("config.yaml:1: processors.batch has no effect"));
  }

  @Test
  void load_variables_areReplacedWithValuesDefaultsAndDollars() throws IOException {
    Files.writeString(
        directory.resolve("config.yaml"),
        """
        exporters:
          treeline:
            directory: ${env:DATA_DIR}/x$$y
            ack_after: ${env:ACK:-write}
            retention: {max_age: "${MISSING}"}
        """);
    Config config =
        ConfigLoader.load(
            List.of(directory.resolve("config.yaml").toString()),
            List.of(),
            Map.of("DATA_DIR", "/data"));

    assertThat(config.store().directory()).isEqualTo(Path.of("/data/x$y"));
    assertThat(config.store().ackAfter()).isEqualTo(AckAfter.WRITE);
    assertThat(config.store().maxAge()).isEqualTo(Duration.ofDays(7));
    assertThat(config.notes()).singleElement().asString().contains("MISSING is not set");
  }

  @Test
  void load_severalSourcesAndAssignments_laterWinsKeyByKey() throws IOException {
    Files.writeString(directory.resolve("config.yaml"), SAMPLE);
    Config config =
        ConfigLoader.load(
            List.of(directory.resolve("config.yaml").toString(), "env:MORE"),
            List.of("exporters.treeline.directory=/elsewhere"),
            Map.of("MORE", "exporters: {treeline: {ack_after: fsync}}"));

    assertThat(config.store().directory()).isEqualTo(Path.of("/elsewhere"));
    assertThat(config.store().ackAfter()).isEqualTo(AckAfter.FSYNC);
    assertThat(config.store().maxBytes()).isEqualTo(1L << 30);
  }

  @Test
  void load_pipelineNamesAnUndefinedComponent_isRefused() {
    assertThatThrownBy(
            () -> load("service: {pipelines: {traces: {receivers: [otlp], exporters: [x]}}}"))
        .hasMessageContaining("\"otlp\" is not defined under receivers")
        .hasMessageContaining("\"x\" is not defined under exporters");
  }

  @Test
  void load_readingPortOffLoopback_isRefused() {
    assertThatThrownBy(() -> load("extensions: {treeline_query: {endpoint: '0.0.0.0:7134'}}"))
        .hasMessageContaining("must stay on loopback");
  }

  @Test
  void load_brokenYaml_saysWhichFile() {
    assertThatThrownBy(() -> load("receivers: ["))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("config.yaml: not valid YAML");
  }

  @Test
  void load_duplicateKey_isRefused() {
    assertThatThrownBy(() -> load("service: {}\nservice: {}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("config.yaml:2: service is given twice");
  }

  private Config load(String yaml) throws IOException {
    Path file = directory.resolve("config.yaml");
    Files.writeString(file, yaml);
    try {
      return ConfigLoader.load(List.of(file.toString()), List.of(), Map.of());
    } catch (ConfigException e) {
      throw new ConfigException(String.valueOf(e.getMessage()).replace(directory + "/", ""));
    }
  }
}
