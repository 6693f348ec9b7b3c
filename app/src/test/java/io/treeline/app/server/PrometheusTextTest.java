package io.treeline.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.app.config.TelemetryConfig.MetricNames;
import io.treeline.app.config.TelemetryConfig.Spelling;
import io.treeline.model.telemetry.Telemetry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
  private static final Resource RESOURCE =
      new Resource(Map.of("service.name", "treeline", "deployment.environment", "a\"b"));

  private final Telemetry telemetry = new Telemetry();

  @Test
  void render_counter_appearsInBothSpellings() {
    telemetry.counter("otelcol_x", Map.of("receiver", "otlp"), "Things").add(3);

    assertThat(render(MetricNames.DEFAULT))
        .isEqualTo(
            """
            # HELP otelcol_x Things
            # TYPE otelcol_x counter
            otelcol_x{receiver="otlp"} 3
            # HELP otelcol_x_total Things
            # TYPE otelcol_x_total counter
            otelcol_x_total{receiver="otlp"} 3
            # HELP target_info Target metadata
            # TYPE target_info gauge
            target_info{deployment_environment="a\\"b",service_name="treeline"} 1
            """);
  }

  @Test
  void render_typeSuffixSaid_hasOneSpelling() {
    telemetry.counter("otelcol_x", Map.of(), "Things").add(3);
    telemetry.counter("treeline_y_total", Map.of(), "Things").add(4);

    assertThat(render(names(Spelling.WITHOUT, Spelling.WITHOUT)))
        .contains("otelcol_x 3\n", "treeline_y 4\n")
        .doesNotContain("_total");
    assertThat(render(names(Spelling.WITH, Spelling.WITHOUT)))
        .contains("otelcol_x_total 3\n", "treeline_y_total 4\n")
        .doesNotContain("otelcol_x 3");
  }

  @Test
  void render_unitsSaid_areInTheNames() {
    telemetry.total("otelcol_process_uptime", Map.of(), "Age", () -> 1.5);
    telemetry.gauge("otelcol_process_memory_rss", Map.of(), "Size", () -> 7);

    assertThat(render(names(Spelling.WITH, Spelling.WITH)))
        .contains("otelcol_process_uptime_seconds_total 1.5\n")
        .contains("otelcol_process_memory_rss_bytes 7\n");
  }

  @Test
  void render_total_isACounterWithFractions() {
    telemetry.total("otelcol_process_cpu_seconds", Map.of(), "CPU", () -> 0.25);

    assertThat(render(MetricNames.DEFAULT))
        .contains("# TYPE otelcol_process_cpu_seconds counter\n")
        .contains("otelcol_process_cpu_seconds 0.25\n")
        .contains("otelcol_process_cpu_seconds_total 0.25\n");
  }

  @Test
  void render_resourceLabelsSaid_areOnEverySeries() {
    telemetry.gauge("g", Map.of("a", "b"), "", () -> 1);
    MetricNames names =
        new MetricNames(
            Spelling.BOTH,
            Spelling.WITHOUT,
            false,
            List.of("service.*", "deploy*"),
            List.of("deployment.environment"));

    assertThat(render(names)).contains("g{a=\"b\",service_name=\"treeline\"} 1\n");
  }

  @Test
  void render_scopeSaid_isALabel() {
    telemetry.gauge("g", Map.of(), "", () -> 1);

    assertThat(render(new MetricNames(Spelling.BOTH, Spelling.WITHOUT, true, List.of(), List.of())))
        .contains("g{otel_scope_name=\"io.treeline\",otel_scope_version=\"\"} 1\n");
  }

  @Test
  void render_histogram_cumulatesInSeconds() {
    telemetry.histogram("h", Map.of(), "Waits").record(2_000_000);
    telemetry.histogram("h", Map.of(), "Waits").record(20_000_000_000L);

    assertThat(render(MetricNames.DEFAULT))
        .contains("h_bucket{le=\"0.001\"} 0\n")
        .contains("h_bucket{le=\"0.0025\"} 1\n")
        .contains("h_bucket{le=\"10.0\"} 1\n")
        .contains("h_bucket{le=\"+Inf\"} 2\n")
        .contains("h_sum 20.002\n")
        .contains("h_count 2\n");
  }

  @Test
  void render_labelValue_isEscaped() {
    telemetry.gauge("g", Map.of("path", "a\"b\\c\nd"), "", () -> 1);

    assertThat(render(MetricNames.DEFAULT)).contains("g{path=\"a\\\"b\\\\c\\nd\"} 1\n");
  }

  private static MetricNames names(Spelling type, Spelling units) {
    return new MetricNames(type, units, false, List.of(), List.of());
  }

  private String render(MetricNames names) {
    return PrometheusText.render(telemetry, names, RESOURCE);
  }
}
