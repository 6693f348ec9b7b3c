package io.treeline.app.config;

import static io.treeline.app.config.Configs.load;
import static io.treeline.app.config.Configs.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.app.config.TelemetryConfig.LogEncoding;
import io.treeline.app.config.TelemetryConfig.LogLevel;
import io.treeline.app.config.TelemetryConfig.LogsConfig;
import io.treeline.app.config.TelemetryConfig.MetricNames;
import io.treeline.app.config.TelemetryConfig.Spelling;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryKeysTest {
  @Test
  void metrics_prometheusReader_saysWhereAndHow() {
    TelemetryConfig telemetry =
        telemetry(
            """
            metrics:
              level: detailed
              readers:
                - periodic: {exporter: {otlp: {endpoint: x}}}
                - pull:
                    exporter:
                      prometheus:
                        host: "[::1]"
                        port: 9999
                        without_type_suffix: false
                        without_units: false
                        without_scope_info: false
                        with_resource_constant_labels: {included: [a*], excluded: [ab]}
            """);

    assertThat(telemetry.metricsAt()).hasToString("[::1]:9999");
    assertThat(telemetry.metricNames())
        .isEqualTo(
            new MetricNames(Spelling.WITH, Spelling.WITH, true, List.of("a*"), List.of("ab")));
  }

  @Test
  void metrics_suffixSaid_isInOneSpelling() {
    assertThat(
            telemetry(
                    "metrics: {readers: [{pull: {exporter: {prometheus: {without_type_suffix:"
                        + " true}}}}]}")
                .metricNames()
                .typeSuffix())
        .isEqualTo(Spelling.WITHOUT);
  }

  @Test
  void metrics_olderAddress_isWhereTheyAre() {
    assertThat(telemetry("metrics: {address: '0.0.0.0:8889'}").metricsAt())
        .hasToString("0.0.0.0:8889");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{level: none}",
        "{level: None, readers: []}",
        "{readers: [{periodic: {exporter: {otlp: }}}]}"
      })
  void metrics_noneOrPushedOnly_areNotServed(String metrics) {
    assertThat(telemetry("metrics: " + metrics).metricsAt()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metrics: {readers: []}",
        "metrics: {level: loud}",
        "metrics: {readers: [{pull: {exporter: {prometheus: {port: 70000}}}}]}",
        "metrics: {readers: [{pull: {exporter: {prometheus: {prot: 1}}}}]}",
        "metrics: {readers: [{pull: }, {pull: }]}",
        "metrics: {unknown: basic}",
        "logs: {level: loud}",
        "logs: {encoding: xml}",
        "resource: {a: 1}",
        "resource: {attributes_list: a=b}",
        "unknown: key"
      })
  void telemetry_wrongKeys_areRefused(String keys) {
    assertThat(problems("service: {telemetry: {" + keys + "}}")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"debug, DEBUG", "INFO, INFO", "Warn, WARN", "error, ERROR", "fatal, ERROR"})
  void logs_level_isZaps(String word, LogLevel level) {
    assertThat(telemetry("logs: {level: " + word + ", encoding: json}").logs())
        .isEqualTo(new LogsConfig(level, LogEncoding.JSON));
  }

  @Test
  void logs_otherOutput_isAWarning() {
    assertThat(load("service: {telemetry: {logs: {output_paths: [stderr, /x.log]}}}").notes())
        .singleElement()
        .asString()
        .contains("it logs to standard error");
  }

  @Test
  void resource_bothForms_areAttributes() {
    assertThat(telemetry("resource: {service.name: null, deployment: test}").resource())
        .containsEntry("deployment", "test")
        .containsEntry("service.name", null)
        .hasSize(2);
    assertThat(telemetry("resource: {attributes: [{name: a, value: b}]}").resource())
        .containsEntry("a", "b")
        .hasSize(1);
  }

  private static TelemetryConfig telemetry(String keys) {
    return load("service:\n  telemetry:\n" + keys.indent(4)).telemetry();
  }
}
