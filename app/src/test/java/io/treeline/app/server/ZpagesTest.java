package io.treeline.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.app.config.Config;
import io.treeline.app.config.ConfigLoader;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZpagesTest {
  private final InstantSource clock = () -> Instant.parse("2026-11-26T12:00:00Z");

  @Test
  void pipelinez_configuredPipelines_areListed() {
    Zpages pages =
        pages(
            """
            receivers: {otlp/<b>: {protocols: {grpc: }}}
            exporters: {treeline: }
            service: {pipelines: {traces/x: {receivers: [otlp/b], exporters: [treeline]}}}
            """
                .replace("<b>", "b"));

    assertThat(pages.answer("/debug/pipelinez", "").body())
        .contains("<td>traces/x</td><td>otlp/b</td><td></td><td>treeline</td>");
  }

  @Test
  void pipelinez_nothingConfigured_showsWhatRuns() {
    assertThat(pages("extensions: {zpages: }").answer("/debug/pipelinez", "").body())
        .contains("<td>traces</td><td>otlp</td><td>agent_trees</td><td>treeline</td>");
  }

  @Test
  void servicez_always_tellsVersionAndPorts() {
    assertThat(pages("extensions: {zpages: }").answer("/debug/servicez", "").body())
        .contains(
            "<td>version</td><td>1.2.3&lt;</td>", "<td>otlp_grpc</td><td>127.0.0.1:4317</td>");
  }

  @Test
  void answer_otherPaths_areNotFound() {
    assertThat(pages("extensions: {zpages: }").answer("/", "").status()).isEqualTo(404);
    assertThat(pages("extensions: {zpages: }").answer("/debug", "").status()).isEqualTo(200);
  }

  private Zpages pages(String yaml) {
    Config config = ConfigLoader.load(List.of("env:C"), List.of(), Map.of("C", yaml));
    return new Zpages(config, "1.2.3<", Map.of("otlp_grpc", "127.0.0.1:4317"), clock);
  }
}
