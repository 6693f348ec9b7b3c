package io.treeline.app.config;

import static io.treeline.app.config.Configs.load;
import static io.treeline.app.config.Configs.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.treeline.app.config.TelemetryConfig.MetricNames;
import io.treeline.processor.findings.FindingSettings;
import io.treeline.processor.findings.Rule;
import io.treeline.processor.findings.Threshold;
import io.treeline.receiver.ReceiverSettings;
import io.treeline.storage.StoreSettings.AckAfter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

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

  @Test
  void load_nothingGiven_usesTheDocumentedDefaults() {
    Config config = ConfigLoader.load(List.of(), List.of(), Map.of());

    assertThat(config.receivers()).isEqualTo(Map.of("otlp", ReceiverSettings.defaults()));
    assertThat(config.query()).hasToString("127.0.0.1:7134");
    assertThat(config.health().getFirst().endpoint()).hasToString("127.0.0.1:13133");
    assertThat(config.health().getFirst().path()).isEqualTo("/");
    assertThat(config.telemetry().metricsAt()).hasToString("127.0.0.1:8888");
    assertThat(config.telemetry().metricNames()).isEqualTo(MetricNames.DEFAULT);
    assertThat(config.zpages()).isNull();
    assertThat(config.memoryLimiter()).isNull();
    assertThat(config.store().directory()).isEqualTo(Path.of("./treeline-data"));
    assertThat(config.store().ackAfter()).isEqualTo(AckAfter.FSYNC);
    assertThat(config.store().maxAge()).isEqualTo(Duration.ofDays(7));
    assertThat(config.store().maxBytes()).isEqualTo(10L << 30);
    assertThat(config.notes()).isEmpty();
  }

  @Test
  void load_sampleOfTheDocumentation_bindsEveryKey() {
    Config config = load(SAMPLE);

    assertThat(config.store().directory()).isEqualTo(Path.of("./somewhere"));
    assertThat(config.store().ackAfter()).isEqualTo(AckAfter.WRITE);
    assertThat(config.store().maxAge()).isEqualTo(Duration.ofDays(1));
    assertThat(config.store().maxBytes()).isEqualTo(1L << 30);
    assertThat(config.pipelines()).singleElement().hasFieldOrPropertyWithValue("id", "traces");
    assertThat(config.notes()).isEmpty();
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

    assertThat(problems(yaml))
        .containsExactlyInAnyOrder(
            "env:C:3: exporters.treeline.directry: unknown key; did you mean directory?",
            "env:C:4: reciever: unknown key; known keys: connectors, exporters, extensions,"
                + " processors, receivers, service");
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
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "env:C:3: exporters.treeline.ack_after: \"sometimes\": expected one of fsync, write")
        .hasMessageContaining("env:C:4: exporters.treeline.retention.max_bytes: \"plenty\"")
        .hasMessageContaining("env:C:5: processors.agent_trees.ended_after: \"soon\"");
  }

  @Test
  void load_valueFromAVariable_isNotRepeatedInTheMessage() {
    assertThatThrownBy(() ->
            ConfigLoader.load(
                List.of("yaml:exporters: {treeline: {ack_after: '${env:TOKEN}'}}"),
                List.of(),
                Map.of("TOKEN", "very-secret")))
        .hasMessageContaining("exporters.treeline.ack_after: expected one of")
        .hasMessageNotContaining("very-secret");
  }

  @Test
  void load_severalSourcesAndAssignments_laterWinsKeyByKey() {
    Config config =
        ConfigLoader.load(
            List.of("env:SAMPLE", "env:MORE"),
            List.of("exporters.treeline.directory=/elsewhere"),
            Map.of("SAMPLE", SAMPLE, "MORE", "exporters: {treeline: {ack_after: fsync}}"));

    assertThat(config.store().directory()).isEqualTo(Path.of("/elsewhere"));
    assertThat(config.store().ackAfter()).isEqualTo(AckAfter.FSYNC);
    assertThat(config.store().maxBytes()).isEqualTo(1L << 30);
  }

  @Test
  void load_variableThatIsNotSet_meansTheDefaultAndOneWarning() {
    Config config = load("exporters: {treeline: {retention: {max_age: '${MISSING}'}}}");

    assertThat(config.store().maxAge()).isEqualTo(Duration.ofDays(7));
    assertThat(config.notes()).singleElement().asString().contains("MISSING is not set");
  }

  @Test
  void load_findings_bindsThresholdsAndRefusesWhatNoRuleKnows() {
    Config config =
        load(
            "processors: {agent_trees: {findings: "
                + "{many_llm_calls: 200, run_cost_usd: 1.5, disable: [IDLE_GAP]}}}");

    assertThat(config.agentTrees().findings())
        .isEqualTo(
            new FindingSettings(
                Map.of(Threshold.MANY_LLM_CALLS, 200.0, Threshold.RUN_COST_USD, 1.5),
                Set.of(Rule.IDLE_GAP)));
    assertThat(
            problems(
                "processors: {agent_trees: {findings: "
                    + "{many_calls: 1, pingpongs: -1, disable: [NO_SUCH]}}}"))
        .hasSize(3)
        .anyMatch(problem -> problem.contains("many_calls: unknown key"))
        .anyMatch(problem -> problem.contains("pingpongs: must not be negative"))
        .anyMatch(problem -> problem.contains("no rule is called NO_SUCH"));
  }

  @Test
  void load_readingPortOffLoopback_isRefused() {
    assertThat(problems("extensions: {treeline_query: {endpoint: '0.0.0.0:7134'}}"))
        .singleElement()
        .asString()
        .contains("must stay on loopback");
  }

  @Test
  void load_twoStores_areRefused() {
    assertThat(problems("exporters: {treeline: {}, treeline/2: {}}"))
        .singleElement()
        .asString()
        .contains("only one treeline exporter");
  }

  @Test
  void load_textWhereAListOrAMappingIsExpected_isRefused() {
    assertThat(problems("receivers: otlp\nservice: {telemetry: {metrics: {readers: x}}}"))
        .containsExactlyInAnyOrder(
            "env:C:1: receivers: expected a mapping",
            "env:C:2: service.telemetry.metrics.readers: expected a list");
  }

  @Test
  void load_whole_isNotEmptyAndHasPipelinesForItsReceivers() {
    assertThatThrownBy(() -> whole("# nothing")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> whole("receivers: {otlp: {protocols: {grpc: }}}"))
        .hasMessageContaining("service.pipelines: there must be at least one pipeline");
    assertThat(whole("exporters: {treeline: {ack_after: write}}").receivers()).hasSize(1);
    assertThat(whole(SAMPLE).receivers()).hasSize(1);
  }

  private static Config whole(String yaml) {
    return ConfigLoader.load(
        new ConfigLoader.Request(
            List.of("env:C"), List.of(), Map.of("C", yaml), false, true, false));
  }

  @Test
  void load_onFreePorts_leavesAddressesThatAreGiven() {
    Config config =
        ConfigLoader.load(
            new ConfigLoader.Request(
                List.of("env:C"),
                List.of(),
                Map.of(
                    "C",
                    """
                    receivers:
                      otlp:
                        protocols:
                          grpc: {endpoint: "0.0.0.0:4317"}
                          http: {transport: unix, endpoint: /tmp/otlp.sock}
                      otlp/other:
                    extensions: {zpages: }
                    """),
                false,
                false,
                true));

    ReceiverSettings otlp = config.receivers().get("otlp");
    assertThat(otlp).isNotNull();
    assertThat(otlp.grpc()).isNotNull();
    assertThat(otlp.grpc().address()).hasToString("0.0.0.0:4317");
    assertThat(otlp.http()).isNotNull();
    assertThat(otlp.http().address()).hasToString("unix:/tmp/otlp.sock");
    assertThat(config.receivers().get("otlp/other"))
        .isNotNull()
        .extracting(other -> String.valueOf(other.grpc()))
        .asString()
        .contains("127.0.0.1", "0");
    assertThat(String.valueOf(config.telemetry().metricsAt())).isEqualTo("127.0.0.1:0");
    assertThat(
            List.of(config.query(), config.health().getFirst().endpoint(), "" + config.zpages())
                .toString())
        .isEqualTo("[127.0.0.1:0, 127.0.0.1:0, 127.0.0.1:0]");
  }
}
