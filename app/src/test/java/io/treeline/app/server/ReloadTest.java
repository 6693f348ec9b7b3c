package io.treeline.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.treeline.app.config.Config;
import io.treeline.app.config.ConfigLoader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReloadTest {
  @Test
  void summary_nothingChanged_leavesNothing() {
    assertThat(Reload.summary(load(), load(), List.of()))
        .endsWith("receivers started again: none; needs a restart: none");
  }

  @Test
  void summary_changes_saysWhatIsInForceAndWhatWaits() {
    Config next =
        load(
            "exporters.treeline.directory=/elsewhere",
            "extensions.health_check.path=/health",
            "service.telemetry.metrics.level=none",
            "processors.agent_trees.ended_after=1s");

    assertThat(Reload.summary(load(), next, List.of("otlp", "otlp")))
        .contains("receivers started again: otlp;")
        .endsWith(
            "needs a restart: processors.agent_trees, exporters.treeline,"
                + " extensions.health_check, the metrics port");
  }

  private static Config load(String... assignments) {
    return ConfigLoader.load(List.of(), List.of(assignments), Map.of());
  }
}
