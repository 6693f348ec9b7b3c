package io.treeline.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.model.telemetry.Telemetry;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
  @Test
  void render_counter_appearsInBothSpellings() {
    Telemetry telemetry = new Telemetry();
    telemetry.counter("otelcol_x", Map.of("receiver", "otlp"), "Things").add(3);

    assertThat(PrometheusText.render(telemetry))
        .isEqualTo(
            """
            # HELP otelcol_x Things
            # TYPE otelcol_x counter
            otelcol_x{receiver="otlp"} 3
            # HELP otelcol_x_total Things
            # TYPE otelcol_x_total counter
            otelcol_x_total{receiver="otlp"} 3
            """);
  }

  @Test
  void render_histogram_cumulatesInSeconds() {
    Telemetry telemetry = new Telemetry();
    telemetry.histogram("h", Map.of(), "Waits").record(2_000_000);
    telemetry.histogram("h", Map.of(), "Waits").record(20_000_000_000L);

    assertThat(PrometheusText.render(telemetry))
        .contains("h_bucket{le=\"0.001\"} 0\n")
        .contains("h_bucket{le=\"0.0025\"} 1\n")
        .contains("h_bucket{le=\"10.0\"} 1\n")
        .contains("h_bucket{le=\"+Inf\"} 2\n")
        .contains("h_sum 20.002\n")
        .contains("h_count 2\n");
  }

  @Test
  void render_labelValue_isEscaped() {
    Telemetry telemetry = new Telemetry();
    telemetry.gauge("g", Map.of("path", "a\"b\\c\nd"), "", () -> 1);

    assertThat(PrometheusText.render(telemetry)).contains("g{path=\"a\\\"b\\\\c\\nd\"} 1\n");
  }
}
