package io.treeline.app.config;

import static io.treeline.app.config.Configs.check;
import static io.treeline.app.config.Configs.load;
import static io.treeline.app.config.Configs.loadAnyway;
import static io.treeline.app.config.Configs.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.app.config.ConfigReport.SetKey;
import io.treeline.app.config.ConfigReport.Tier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The Collector's rules for pipelines and ids, and what becomes of components by their tier.
class PipelinesTest {
  private static final String PIPELINE =
      "service: {pipelines: {traces: {receivers: [otlp], exporters: [treeline]}}}\n";

  private static final String OTLP = "receivers: {otlp: {protocols: {grpc: }}}\n";
  private static final String STORE = "exporters: {treeline: }\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | there must be at least one pipeline",
        "{traces: {exporters: [treeline]}} | a pipeline must have at least one receiver",
        "{traces: {receivers: [otlp]}} | a pipeline must have at least one exporter",
        "{traces: {receivers: [otlp], exporters: [treeline], processors: [batch, batch]}}"
            + " | is named more than once",
        "{traces: {receivers: [x], exporters: [treeline]}}"
            + " | \"x\" is not defined under receivers",
        "{traces: {receivers: [otlp], exporters: [x]}} | \"x\" is not defined under exporters",
        "{traces: {receivers: [otlp], exporters: [treeline], processors: [x]}}"
            + " | \"x\" is not defined under processors",
        "{spans: {receivers: [otlp], exporters: [treeline]}} | a pipeline is traces, logs or"
            + " metrics",
        "{profiles: {receivers: [otlp], exporters: [treeline]}} | profiles are not stored",
        "{traces/: {receivers: [otlp], exporters: [treeline]}} | nothing after the /",
        "{traces: {receivers: [otlp], exporters: [treeline], senders: []}} | unknown key",
      })
  void pipelines_badOnes_areRefused(String pipelines, String problem) {
    assertThat(
            problems(
                OTLP + STORE + "processors: {batch: }\nservice: {pipelines: " + pipelines + "}"))
        .singleElement()
        .asString()
        .contains(problem);
  }

  @Test
  void extensions_undefined_areRefused() {
    assertThat(problems("service: {extensions: [health_check]}"))
        .singleElement()
        .asString()
        .contains("\"health_check\" is not defined under extensions");
  }

  @ParameterizedTest
  @ValueSource(strings = {"otlp/a", "' otlp / a '", "otlp/1-2_3.x", "otlp/ä"})
  void ids_withNames_areAccepted(String id) {
    assertThat(problems("receivers: {" + id + ": {protocols: {grpc: }}}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"otlp/", "/x", "''", "'otlp/a b'", "otlp/a+b", "1otlp", "ot-lp", "ot.lp"})
  void ids_withBadCharacters_areRefused(String id) {
    assertThat(problems("receivers: {" + id + ": {protocols: {grpc: }}}")).hasSize(1);
  }

  @Test
  void ids_equalButForSpaces_areRefused() {
    assertThat(
            problems(
                "receivers: {otlp/a: {protocols: {grpc: }}, 'otlp / a': {protocols: {grpc: }}}"))
        .singleElement()
        .asString()
        .contains("is given twice");
  }

  @Test
  void receivers_severalInUse_areAllServedAndOthersNot() {
    Config config =
        load(
            """
            receivers:
              otlp/one: {protocols: {grpc: {endpoint: "127.0.0.1:5001"}}}
              otlp/two: {protocols: {http: {endpoint: "127.0.0.1:5002"}}}
              otlp/three: {protocols: {http: {endpoint: "127.0.0.1:5003"}}}
            exporters: {treeline: }
            service:
              pipelines:
                traces: {receivers: [otlp/one], exporters: [treeline]}
                logs: {receivers: [otlp/one, otlp/two], exporters: [treeline]}
            """);

    assertThat(config.receivers().keySet()).containsExactly("otlp/one", "otlp/two");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "processors: {redaction: {}}",
        "processors: {attributes: {actions: []}}",
        "processors: {tail_sampling/x: {}}",
        "processors: {unheard_of: }",
        "exporters: {otlp: {endpoint: 'backend:4317'}}",
        "exporters: {otlp_http: {endpoint: 'http://backend'}}",
        "exporters: {file: {path: x}}",
        "connectors: {routing: {}}",
        "receivers: {jaeger: }",
        "extensions: {oidc: {}}"
      })
  void components_thatProtectOrForward_areRefusedByNameAndAllowedByFlag(String yaml) {
    String type = yaml.replaceAll(".*\\{([a-z_]+)[/:].*", "$1").replaceAll("(?s)(.*): .*", "$1");

    assertThat(problems(yaml)).singleElement().asString().contains("is not supported");
    assertThat(loadAnyway(yaml).notes())
        .singleElement()
        .asString()
        .contains("--ignore-unsupported");
    assertThat(check(yaml).keys()).extracting(SetKey::tier).contains(Tier.REFUSED);
    assertThat(type).isNotEmpty();
  }

  @Test
  void components_refusedButInNoPipeline_areOnlyAWarning() {
    Config config =
        load(
            OTLP
                + "exporters: {treeline: , otlp: {endpoint: 'backend:4317'}}\n"
                + "processors: {redaction: {}}\n"
                + PIPELINE);

    assertThat(config.notes())
        .hasSize(2)
        .allMatch(note -> note.contains("is not used by any pipeline"));
  }

  @Test
  void components_unheardOf_areRefusedEvenIfUnused() {
    assertThat(problems(OTLP + "exporters: {treeline: , nosuch: }\n" + PIPELINE))
        .singleElement()
        .asString()
        .contains("exporters.nosuch: is not supported");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "processors: {batch: {timeout: 1s, send_batch_size: 10}}",
        "processors: {k8s_attributes: {anything: [at, all]}}",
        "processors: {resourcedetection: }",
        "exporters: {debug: {verbosity: detailed}}",
        "exporters: {logging: {loglevel: debug}}",
        "extensions: {pprof: {endpoint: 'localhost:1777', save_to_file: x}}",
        "receivers: {nop: , otlp: {protocols: {grpc: }}}"
      })
  void components_thatOnlyBatchOrObserve_areAcceptedWithOneWarning(String yaml) {
    assertThat(load(yaml).notes()).singleElement().asString().contains("has no effect in Treeline");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "processors: {batch: {tiemout: 1s}}",
        "processors: {batch: {send_batch_size: 10, send_batch_max_size: 5}}",
        "processors: {batch: {metadata_keys: [a, A]}}",
        "processors: {batch: {timeout: soon}}",
        "exporters: {debug: {verbosity: loud}}",
        "extensions: {pprof: {endpont: x}}"
      })
  void components_acceptedWithATypingError_areRefusedAsInTheCollector(String yaml) {
    assertThat(problems(yaml)).hasSize(1);
  }

  @Test
  void connectors_betweenTwoPipelines_areAccepted() {
    String yaml =
        OTLP
            + STORE
            + """
            connectors: {forward: , spanmetrics: }
            service:
              pipelines:
                traces/in: {receivers: [otlp], exporters: [forward, spanmetrics]}
                traces/out: {receivers: [forward], exporters: [treeline]}
                metrics: {receivers: [spanmetrics], exporters: [treeline]}
            """;

    assertThat(load(yaml).notes()).hasSize(2);
    assertThat(problems(yaml.replace("receivers: [forward]", "receivers: [otlp]")))
        .singleElement()
        .asString()
        .contains("connectors.forward: must be an exporter of one pipeline");
    assertThat(problems(yaml.replace("treeline: }", "treeline: , forward: }")))
        .anyMatch(problem -> problem.contains("has the same id"));
  }

  @Test
  void check_everyKeySet_hasItsTier() {
    ConfigReport report =
        check(
            OTLP
                + STORE
                + "processors: {batch: {timeout: 1s}, redaction: }\n"
                + "extensions: {health_check: {endpoint: '127.0.0.1:1'}}\n");

    assertThat(report.keys())
        .extracting(key -> key.path() + " " + key.tier().words())
        .contains(
            "extensions.health_check.endpoint implemented",
            "processors.batch accepted, no effect",
            "processors.batch.timeout accepted, no effect",
            "processors.redaction refused");
  }
}
